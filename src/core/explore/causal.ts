// The steps that a failure depends on: a slice through what steps read and write, backwards from the one that fails.
// A step is in it when
// - it is the failing step, or begins the system call or the run that a step of the slice belongs to;
// - it wrote last what a step of the slice read (bytes of a site, a slot, a lock, an image, who is inside an RCU
//   section, and what a CPU or a call carries along: that it has unwound, what a comparison found);
// - it is the next write by another actor to a site or a slot that a step of the slice had read: had it come
//   first, the step would have seen something else;
// - it is the last wait for a grace period in a call in front of a store of the slice: the wait that was over.
// Locks are followed for deadlocks only: elsewhere everybody's steps hang together by them.

import type { Machine, MachineEvent, SiteRef, Step } from '../machine/index.ts';
import type { PropertyId } from './properties.ts';

/** What one step reads and writes, as names of places. */
interface Access {
  readonly reads: string[];
  readonly writes: string[];
}

const BYTES = [0, 1, 2, 3, 4];

const siteByte = (site: SiteRef, byte: number): string =>
  `site ${site.progIdx} ${site.pokeIdx} ${site.which} ${byte}`;
const siteBytes = (site: SiteRef): string[] => BYTES.map((byte) => siteByte(site, byte));

/** Places whose next writer matters, too. */
const isOrdered = (place: string): boolean =>
  place.startsWith('site ') || place.startsWith('slot ');

/** Indices, ascending, of the steps that the last one depends on. */
export function causalSteps(
  machine: Machine,
  steps: readonly Step[],
  property: PropertyId,
): number[] {
  const accesses = steps.map((step) => accessOf(machine, step, property));
  const slice = new Set<number>();
  const open = rootsOf(steps, property);
  for (let idx = open.pop(); idx !== undefined; idx = open.pop()) {
    if (slice.has(idx)) continue;
    slice.add(idx);
    open.push(...sources(steps, accesses, idx));
  }
  return [...slice].sort((a, b) => a - b);
}

/** The failing step; where nobody can move, the last step of each actor. */
function rootsOf(steps: readonly Step[], property: PropertyId): number[] {
  if (steps.length === 0) return [];
  if (property !== 'deadlock') return [lastMatter(steps, property)];
  const actors = new Set(steps.map(({ actor }) => actor));
  return [...actors].map((actor) => steps.findLastIndex((step) => step.actor === actor));
}

/** Of an expectation it is the end of the last run or the last change of a slot that matters. */
function lastMatter(steps: readonly Step[], property: PropertyId): number {
  if (property !== 'expect') return steps.length - 1;
  const idx = steps.findLastIndex(({ events }) => events.some(({ kind }) => kind === 'run-end'));
  return idx < 0 ? steps.length - 1 : idx;
}

function sources(steps: readonly Step[], accesses: readonly Access[], idx: number): number[] {
  const step = steps[idx];
  const access = accesses[idx];
  if (!step || !access) return [];
  const found = [beginOf(steps, idx)];
  const missed = ageOf(step);
  for (const place of access.reads) {
    found.push(writerBefore(accesses, idx, place, place.startsWith('site ') ? missed : 0));
    if (isOrdered(place)) found.push(otherWriterBehind(steps, accesses, idx, place));
  }
  if (step.events.some(({ kind }) => kind === 'store')) found.push(waitBefore(steps, idx));
  return found.filter((source) => source >= 0);
}

/** Stores that a step's fetch did not see. */
function ageOf({ events }: Step): number {
  const fetch = events.find((event) => event.kind === 'fetch');
  return fetch?.kind === 'fetch' ? fetch.age : 0;
}

/** The last write to a place before a step, `skip` of them left out. */
function writerBefore(
  accesses: readonly Access[],
  idx: number,
  place: string,
  skip: number,
): number {
  let left = skip;
  for (let before = idx - 1; before >= 0; before--) {
    if (accesses[before]?.writes.includes(place) && left-- === 0) return before;
  }
  return -1;
}

function otherWriterBehind(
  steps: readonly Step[],
  accesses: readonly Access[],
  idx: number,
  place: string,
): number {
  const actor = steps[idx]?.actor;
  for (let behind = idx + 1; behind < steps.length; behind++) {
    const writes = accesses[behind]?.writes.includes(place) ?? false;
    if (writes && steps[behind]?.actor !== actor) return behind;
  }
  return -1;
}

const BEGINS: ReadonlySet<MachineEvent['kind']> = new Set(['run-begin', 'op-begin', 'work-begin']);

/** The step that began the call or the run that a step belongs to. */
function beginOf(steps: readonly Step[], idx: number): number {
  const actor = steps[idx]?.actor;
  for (let before = idx; before >= 0; before--) {
    const step = steps[before];
    if (step?.actor === actor && step?.events.some(({ kind }) => BEGINS.has(kind))) return before;
  }
  return -1;
}

/** The last wait of the same call that was over before a step. */
function waitBefore(steps: readonly Step[], idx: number): number {
  const actor = steps[idx]?.actor;
  for (let before = idx - 1; before >= beginOf(steps, idx); before--) {
    const step = steps[before];
    const isOver = step?.events.some(
      (event) => event.kind === 'rcu-end' && event.purpose === 'wait',
    );
    if (step?.actor === actor && isOver) return before;
  }
  return -1;
}

function accessOf(machine: Machine, step: Step, property: PropertyId): Access {
  const access: Access = { reads: [], writes: [] };
  for (const event of step.events) {
    onText(step, event, access);
    onCpu(step, event, access);
    onKernel(machine, step, event, access);
    if (property === 'deadlock') onLock(event, access);
  }
  return access;
}

/** Bytes of sites, and who is asked about an int3. */
function onText(step: Step, event: MachineEvent, { reads, writes }: Access): void {
  switch (event.kind) {
    case 'store':
      for (let byte = 0; byte < event.after.length; byte++) {
        writes.push(siteByte(event.site, event.off + byte));
      }
      return;
    case 'fetch':
      reads.push(...siteBytes(event.site));
      writes.push(`path ${step.actor}`);
      if (event.site.which === 'bypass') writes.push(`unwound ${step.actor}`);
      return;
    case 'poke-begin':
      reads.push(...siteBytes(event.site), `old ${step.actor}`);
      writes.push(`found ${step.actor}`);
      return;
    case 'poke-end':
      reads.push(`found ${step.actor}`);
      writes.push(`ret ${step.actor}`);
      return;
    case 'bug':
      reads.push(`ret ${step.actor}`);
      return;
    case 'publish':
    case 'retire':
      writes.push('published');
      return;
    case 'int3':
      writes.push(`path ${step.actor}`);
      return;
    case 'int3-claim':
    case 'int3-emulate':
      reads.push('published', `path ${step.actor}`);
      writes.push(`path ${step.actor}`);
      return;
    default:
  }
}

/** What a CPU carries along, and its RCU sections. */
function onCpu({ actor }: Step, event: MachineEvent, { reads, writes }: Access): void {
  switch (event.kind) {
    case 'run-begin':
      writes.push(`section ${actor}`);
      return;
    case 'run-end':
      reads.push(`path ${actor}`, `registers ${actor}`);
      writes.push(`section ${actor}`);
      return;
    case 'preempt':
      writes.push(`section ${actor}`, `path ${actor}`);
      return;
    case 'verdict':
      if (event.verdict === 'unclaimed-int3') reads.push('published');
      reads.push(`path ${actor}`, `unwound ${actor}`, `registers ${actor}`);
      writes.push(`registers ${actor}`);
      if (event.place) reads.push(`image ${event.place.progIdx}`);
      return;
    case 'slot-read':
      reads.push(`slot ${event.mapIdx} ${event.key}`);
      writes.push(`path ${actor}`);
      return;
    case 'value-access':
      (event.access === 'load' ? reads : writes).push(`value ${event.mapIdx} ${event.key}`);
      return;
    default:
  }
}

/** Slots, grace periods, images. */
function onKernel(
  machine: Machine,
  { actor }: Step,
  event: MachineEvent,
  { reads, writes }: Access,
): void {
  const sections = (): string[] => machine.actorOf.map((other) => `section ${other}`);
  switch (event.kind) {
    case 'slot-write':
      reads.push(`slot ${event.mapIdx} ${event.key}`);
      writes.push(`slot ${event.mapIdx} ${event.key}`, `old ${actor}`);
      return;
    case 'rcu-begin':
      reads.push(...sections());
      writes.push(`wait ${event.ordinal}`);
      return;
    case 'rcu-end':
      reads.push(`wait ${event.ordinal}`, ...sections());
      return;
    case 'prog':
      if (event.state === 'freed') writes.push(`image ${event.progIdx}`);
      if (event.state === 'unloaded') writes.push(`life ${event.progIdx}`);
      return;
    case 'image':
      writes.push(`image ${event.progIdx}`);
      for (const pokeIdx of machine.pokeTab(event.progIdx).keys()) {
        for (const which of ['bypass', 'target'] as const) {
          writes.push(...siteBytes({ progIdx: event.progIdx, pokeIdx, which }));
        }
      }
      return;
    case 'work-begin':
      if (event.work.kind === 'free') reads.push(`life ${event.work.progIdx}`);
      return;
    default:
  }
}

function onLock(event: MachineEvent, { reads, writes }: Access): void {
  const { lock } = event.kind === 'op-begin' || !('lock' in event) ? { lock: null } : event;
  if (lock === null) return;
  const place = lock.kind === 'poke_mutex' ? `lock ${lock.mapIdx}` : 'lock text';
  (event.kind === 'lock-wait' ? reads : writes).push(place);
}
