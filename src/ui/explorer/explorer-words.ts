// Numbers of a search in words.

import type { ExploreResult, Failure, Outcome, PropertyId } from '../../core/explore/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

export function countWords(count: number): string {
  return count.toLocaleString('en');
}

function plural(count: number, one: string, more = `${one}s`): string {
  return `${countWords(count)} ${count === 1 ? one : more}`;
}

const UNITS = ['kB', 'MB', 'GB'] as const;

/** "3.4 MB", by the thousand and twenty-four, like the bound. */
export function memoryWords(bytes: number): string {
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function timeWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "48 k/s". */
export function rateWords(rate: number): string {
  if (rate < 1000) return `${Math.round(rate)}/s`;
  return `${(rate / 1000).toFixed(rate < 10_000 ? 1 : 0)} k/s`;
}

/** Longer numbers are given by their size. */
const LONGEST = 12;

/** "1,204,551" or "about 3.4 × 10^18". */
function ordersWords(orders: bigint): string {
  const digits = orders.toString();
  if (digits.length <= LONGEST) return orders.toLocaleString('en');
  const tenths = Math.round(Number(digits.slice(0, 3)) / 10) / 10;
  return `about ${tenths.toFixed(1)} × 10^${digits.length - 1}`;
}

export function sizeOfFailure({ schedule, switches }: Failure): string {
  return `${plural(schedule.length, 'step')}, ${plural(switches, 'context switch', 'context switches')}`;
}

/** What was looked at, in a sentence. */
export function coverageWords(result: ExploreResult): string {
  const { states, transitions, depth, orders } = result;
  const all =
    orders === null ? '' : `, ${ordersWords(orders)} ${orders === 1n ? 'order' : 'orders'}`;
  const size = `${plural(states, 'state')}, ${plural(transitions, 'transition')}${all}`;
  return `${size}; the longest schedule has ${plural(depth, 'step')}.`;
}

/** What was left out, in a sentence. */
export function reductionWords({ reduction, reduced }: ExploreResult): string {
  if (!reduction) return 'Nothing was left out.';
  if (reduced === 0) return 'No order could be left out.';
  const where = plural(reduced, 'state');
  return `In ${where} one actor alone went on, as the order cannot matter there.`;
}

type Names = Pick<LabResult, 'maps' | 'progs' | 'timeline'>;

/** "CPU 0 returned 1; jmp_table[0] holds g". */
export function outcomeWords(
  { retvals, slots }: Outcome,
  { maps, progs, timeline }: Names,
): string {
  const runs = retvals.map(({ actor, value }) => {
    const who = timeline?.actors[actor]?.name ?? `actor ${actor}`;
    return value === null ? `${who} did not return` : `${who} returned ${value}`;
  });
  const held = slots.map(({ mapIdx, key, progIdx }) => {
    const slot = `${maps[mapIdx]?.name ?? `map ${mapIdx}`}[${key}]`;
    if (progIdx === null) return `${slot} is empty`;
    return `${slot} holds ${progs[progIdx]?.name ?? `program ${progIdx}`}`;
  });
  return [...runs, ...held].join('; ') || 'Nothing is left to tell outcomes apart by';
}

/** Where the name itself would not say what happens. */
const FAILURES: Readonly<Partial<Record<PropertyId, string>>> = {
  bug: 'a BUG_ON fires',
  expect: 'an .expect does not hold',
  'bytes-disagree': 'bytes disagree with the map',
  'unclaimed-int3': 'int3 without an owner',
  'too-many-tail-calls': 'more than 33 tail calls',
};

/** "fell through": how a property fails, in a few words. */
export function failureWords(property: PropertyId): string {
  return FAILURES[property] ?? property.replaceAll('-', ' ');
}

/** The same to begin a line with. */
export function failureTitle(property: PropertyId): string {
  const words = failureWords(property);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** For the status line and the title of a card. */
export function verdictWords(result: ExploreResult): string {
  const { verdict, failures, unfinished } = result;
  switch (verdict) {
    case 'pass':
      return 'Holds in every order';
    case 'fail':
      return failures[0] ? `Fails: ${failureWords(failures[0].property)}` : 'Fails';
    case 'not-finished':
      return `Not finished: ${unfinished ?? 'the search ended early'}`;
  }
}
