// Words on the buttons of choices: what an actor would do, and which bytes it would see.

import type { MachineView } from '../../core/machine/index.ts';
import type { ChoiceEntry } from '../../store/choice-entries.ts';
import type { LabNames } from '../shared/lab-names.ts';

export interface ChoiceWords {
  readonly what: string;
  /** What tells it from the other choices of the same actor; '' where there is nothing to tell. */
  readonly note: string;
  /** Something goes wrong in this step. */
  readonly isFatal: boolean;
}

const FETCHES = {
  'falls-through': 'fetch # – nop',
  jumps: 'fetch # – jmp',
  traps: 'trap on int3 at #',
  torn: 'fetch # – torn bytes',
} as const;

type Fetch = NonNullable<ChoiceEntry['choice']['fetch']>;

type SiteNames = Pick<LabNames, 'siteMark'>;

function fetchWords({ site, effect }: Fetch, names: SiteNames): string {
  return FETCHES[effect].replace('#', names.siteMark(site));
}

function ageNote({ age }: Fetch, alternatives: number): string {
  if (age === 1) return 'old bytes, not synced';
  if (age > 1) return `${age} stores old, not synced`;
  return alternatives > 1 ? 'memory' : '';
}

const IMPERATIVES: Readonly<Record<string, string>> = {
  returns: 'return',
  sleeps: 'sleep',
  emulates: 'emulate',
};

/** Titles say what has happened; a button says what to do. */
function imperative(title: string, { step }: ChoiceEntry): string {
  const isEntry = step.events.some(({ kind }) => kind === 'run-begin');
  if (isEntry) return title.replace(/^run /, 'enter ');
  const [first = '', ...rest] = title.split(' ');
  return title === '' ? 'go on' : [IMPERATIVES[first] ?? first, ...rest].join(' ');
}

/** `siblings`: the choices of the same actor, this one included. */
export function choiceWords(
  entry: ChoiceEntry,
  siblings: readonly ChoiceEntry[],
  names: SiteNames,
): ChoiceWords {
  const { choice, step, title } = entry;
  const isFatal = step.events.some(({ kind }) => kind === 'verdict' || kind === 'bug');
  if (choice.kind === 'ipi') return { what: `take ${title}`, note: '', isFatal };
  if (choice.kind === 'preempt') return { what: 'preempt', note: 'leave the CPU', isFatal };
  if (choice.kind === 'resume') return { what: 'resume', note: 'come back', isFatal };
  if (!choice.fetch) return { what: imperative(title, entry), note: '', isFatal };
  const alternatives = siblings.filter((other) => other.choice.fetch).length;
  return {
    what: fetchWords(choice.fetch, names),
    note: ageNote(choice.fetch, alternatives),
    isFatal,
  };
}

/** Actors that wait, and the words for what they wait for. */
export interface Waiting {
  readonly actor: number;
  readonly reason: string;
  /** True for a CPU that does not go on at all. */
  readonly isStopped: boolean;
}

interface WaitInput {
  readonly view: MachineView;
  readonly entries: readonly ChoiceEntry[];
  /** "CPU 0". */
  nameOf(actor: number): string;
}

function listOf(actors: readonly number[], nameOf: WaitInput['nameOf']): string {
  const names = actors.map(nameOf);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function waitReason({ view, entries, nameOf }: WaitInput, actor: number): string | null {
  const period = view.gracePeriods.find(
    (one) => one.actor === actor && one.purpose === 'wait' && one.readers.length > 0,
  );
  if (period) {
    const flavour = period.flavour === 'tasks-trace' ? 'RCU tasks trace' : 'RCU';
    return `waits for ${listOf(period.readers, nameOf)} (${flavour})`;
  }
  const sleeping = view.locks.find(({ waiters }) => waiters.includes(actor));
  if (sleeping) {
    const by = sleeping.holder === null ? '' : `, held by ${nameOf(sleeping.holder)}`;
    return `sleeps on ${sleeping.lock.kind}${by}`;
  }
  if (!view.ops[actor]) return null;
  const late = view.cpus.flatMap(({ ipi }, other) => (ipi === null ? [] : [other]));
  if (late.length > 0) return `waits for ${listOf(late, nameOf)} to take the IPI`;
  const trapped = view.cpus.flatMap(({ mode }, other) => (mode === 'handler' ? [other] : []));
  if (trapped.length > 0) return `waits for the trap handler of ${listOf(trapped, nameOf)}`;
  return entries.length === 0 ? 'stopped' : 'waits';
}

/** Every actor that has something left to do and cannot do it now. */
export function waitingActors(input: WaitInput): Waiting[] {
  const { view, entries } = input;
  return view.cpus.flatMap(({ mode }, actor): Waiting[] => {
    if (mode === 'stopped') return [{ actor, reason: 'has stopped', isStopped: true }];
    const isFree = entries.some(
      ({ choice }) => choice.actor === actor && (choice.kind === 'go' || choice.kind === 'resume'),
    );
    const reason = isFree ? null : waitReason(input, actor);
    return reason === null ? [] : [{ actor, reason, isStopped: false }];
  });
}
