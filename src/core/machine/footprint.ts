// What moves read and write, coarsely: to tell which of them cannot matter to each other. Two moves whose
// footprints do not clash lead to the same state in either order, and neither keeps the other from being made.
// Everything here errs on the side of too much: a step that is not listed has no footprint, and is never made
// ahead of others; what may yet be done is taken from the ops that are left, whatever their protocols do.
// Authority: the steps of ops.ts, slot-change.ts, map-poke.ts, text-poke.ts, run.ts, block.ts and serialise.ts.

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import type { MachineEvent, OpRef, Step } from './event.ts';
import type { Machine } from './model.ts';
import { type Frame, type MachineState, State } from './state.ts';

/** Places as bits; poke_mutex has one for each of eight groups of maps. */
const PLACE = {
  textMutex: 1 << 0,
  /** References, file descriptors, states of programs, deferred work. */
  life: 1 << 1,
  /** Tracked programs, stable descriptors. */
  track: 1 << 2,
  owner: 1 << 3,
  /** The site that int3 handlers serve, and its new bytes. */
  published: 1 << 4,
  slot: 1 << 5,
  values: 1 << 6,
  image: 1 << 7,
  /** Whether the machine goes on: every move reads it. */
  halt: 1 << 8,
  pokeMutex: 1 << 9,
} as const;
const POKE_MUTEX_GROUPS = 8;
const EVERYTHING = -1;

export interface Footprint {
  readonly reads: number;
  readonly writes: number;
  /** A bit for each group of poke sites. */
  readonly readSites: number;
  readonly writeSites: number;
  /**
   * By actor, what others see of its CPU: its RCU section, the int3 handler, what it may not have seen, whether
   * it may still run programs, the IPI that waits for it.
   */
  readonly readCpus: number;
  readonly writeCpus: number;
}

export const NO_FOOTPRINT: Footprint = {
  reads: 0,
  writes: 0,
  readSites: 0,
  writeSites: 0,
  readCpus: 0,
  writeCpus: 0,
};
const ALL_PLACES: Footprint = {
  reads: EVERYTHING,
  writes: EVERYTHING,
  readSites: EVERYTHING,
  writeSites: EVERYTHING,
  readCpus: EVERYTHING,
  writeCpus: EVERYTHING,
};

export function clash(a: Footprint, b: Footprint): boolean {
  const places = (a.writes & (b.reads | b.writes)) | (a.reads & b.writes);
  const sites = (a.writeSites & (b.readSites | b.writeSites)) | (a.readSites & b.writeSites);
  const cpus = (a.writeCpus & (b.readCpus | b.writeCpus)) | (a.readCpus & b.writeCpus);
  return (places | sites | cpus) !== 0;
}

function union(a: Footprint, b: Footprint): Footprint {
  return {
    reads: a.reads | b.reads,
    writes: a.writes | b.writes,
    readSites: a.readSites | b.readSites,
    writeSites: a.writeSites | b.writeSites,
    readCpus: a.readCpus | b.readCpus,
    writeCpus: a.writeCpus | b.writeCpus,
  };
}

function footprint(reads: number, writes: number, more: Partial<Footprint> = {}): Footprint {
  return { ...NO_FOOTPRINT, ...more, reads: reads | PLACE.halt, writes };
}

function pokeMutex(mapIdx: number): number {
  return PLACE.pokeMutex << (mapIdx % POKE_MUTEX_GROUPS);
}

function siteBit(siteId: number): number {
  return 1 << (siteId & 31);
}

/** Footprint of a step that was made; null for one that is not listed. */
export function stepFootprint(machine: Machine, step: Step): Footprint | null {
  const [first] = step.events;
  if (first === undefined) return null;
  if (step.events.every(({ kind }) => RUN_EVENTS.has(kind))) return runFootprint(machine, step);
  const names = step.events.map(({ kind }) => kind).join(' ');
  return callFootprint(step, names) ?? pokeFootprint(machine, first, names);
}

/** First and last steps of calls. */
function callFootprint({ events }: Step, names: string): Footprint | null {
  const [first] = events;
  const last = events.at(-1);
  const { life, owner } = PLACE;
  if (first?.kind === 'op-begin') {
    if (first.op.kind === 'run') return names === 'op-begin' ? footprint(life, 0) : null;
    const isListed = names === 'op-begin' || names === 'op-begin owner';
    return isListed && isChange(first.op) ? footprint(life | owner, life | owner) : null;
  }
  // A reference less; with the last one there would be more events.
  const ends = names === 'op-end' && last?.kind === 'op-end' && isChange(last.op);
  return ends ? footprint(life, life) : null;
}

function isChange(op: OpRef): op is Extract<OpRef, { kind: 'update' | 'delete' }> {
  return op.kind === 'update' || op.kind === 'delete';
}

/** Steps of a slot change and of the protocols in it. */
function pokeFootprint(machine: Machine, first: MachineEvent, names: string): Footprint | null {
  const { track, published, textMutex } = PLACE;
  switch (names) {
    case 'lock':
    case 'unlock':
      if (first.kind !== 'lock' && first.kind !== 'unlock') return null;
      return lockFootprint(machine, first);
    case 'poke-run-begin':
    case 'poke-run-end':
    case 'desc-begin':
    case 'desc-end':
      return footprint(track, 0);
    case 'rcu-begin':
    case 'rcu-end':
      return footprint(track, 0, { readCpus: EVERYTHING });
    case 'poke-begin':
      if (first.kind !== 'poke-begin') return null;
      return footprint(track, 0, { readSites: siteBit(machine.siteId(first.site)) });
    case 'publish':
    case 'retire':
      return footprint(0, published);
    case 'poke-end unlock':
      return footprint(0, textMutex);
    case 'store':
      if (first.kind !== 'store') return null;
      return footprint(0, 0, {
        writeSites: siteBit(machine.siteId(first.site)),
        readCpus: EVERYTHING,
        writeCpus: EVERYTHING,
      });
    case 'sync':
      return footprint(0, 0, { readCpus: EVERYTHING, writeCpus: EVERYTHING });
    default:
      return null;
  }
}

/** With the lock of a map its update is over, and its bytes are held against its slots. */
function lockFootprint(
  machine: Machine,
  { kind, lock }: Extract<MachineEvent, { kind: 'lock' | 'unlock' }>,
): Footprint {
  const { track, textMutex, slot, life } = PLACE;
  if (lock.kind === 'text_mutex') return footprint(track, textMutex);
  const mutex = pokeMutex(lock.mapIdx);
  if (kind === 'lock') return footprint(track, mutex);
  return footprint(slot | track | life, mutex, { readSites: mapSites(machine, lock.mapIdx, null) });
}

const RUN_EVENTS: ReadonlySet<MachineEvent['kind']> = new Set([
  'block',
  'fetch',
  'slot-read',
  'value-access',
  'helper',
  'tail-call',
  'verdict',
  'int3',
  'int3-claim',
  'int3-emulate',
  'ipi',
  'preempt',
  'resume',
  'run-begin',
  'run-end',
  'op-end',
]);

/** A step of a run, or an IPI: what others see of it is its CPU's alone. */
function runFootprint(machine: Machine, { actor, events }: Step): Footprint | null {
  const { image, slot, values, published, life } = PLACE;
  let all = footprint(image, 0, { readCpus: 1 << actor, writeCpus: 1 << actor });
  for (const event of events) {
    switch (event.kind) {
      case 'op-end':
        if (event.op.kind !== 'run') return null;
        break;
      case 'run-begin':
        all = union(all, footprint(life, 0));
        break;
      case 'fetch':
        all = union(all, footprint(0, 0, { readSites: siteBit(machine.siteId(event.site)) }));
        break;
      case 'slot-read':
        all = union(all, footprint(slot, 0));
        break;
      case 'value-access':
      case 'helper':
        all = union(all, footprint(values | slot, values));
        break;
      case 'int3-claim':
      case 'int3-emulate':
        all = union(all, footprint(published, 0));
        break;
      case 'verdict':
        all = union(all, footprint(published | image, 0));
        break;
      default:
        break;
    }
  }
  return all;
}

/** Sites of the descriptors of a map and a key; of all keys for null. */
function mapSites(machine: Machine, mapIdx: number, key: number | null): number {
  let sites = 0;
  for (const [progIdx] of machine.input.progs.entries()) {
    for (const [pokeIdx, desc] of machine.pokeTab(progIdx).entries()) {
      if (desc.mapIdx !== mapIdx || (key !== null && desc.key !== key)) continue;
      for (const which of ['target', 'bypass'] as const) {
        sites |= siteBit(machine.siteId({ progIdx, pokeIdx, which }));
      }
    }
  }
  return sites;
}

/** Place within a slot change in front of its lock; see slot-change.ts. */
const AT_LOCK = 1;

/** What is supposed of the others. */
interface FutureTerms {
  /** Maps whose poke_mutex is held as long as it matters, a bit each: what comes behind such a lock is out of reach. */
  readonly held: number;
  /** An update may run into a BUG, which stops everybody. */
  readonly mayHalt: boolean;
}

/** Everything that an actor may do from a state on. A function of the actor's own part and of the terms. */
export function futureFootprint(
  machine: Machine,
  words: MachineState,
  actor: number,
  { held, mayHalt }: FutureTerms,
): Footprint {
  const { ops } = at(machine.actors, actor);
  const frame = new State(machine.layout, words).frame(actor);
  const cpuIdx = at(machine.cpuIdxOf, actor);
  const own = { readCpus: 1 << actor, writeCpus: 1 << actor };
  let all = cpuIdx < 0 ? NO_FOOTPRINT : footprint(0, 0, own);
  const cpu = cpuIdx < 0 ? null : new CpuWords(words, at(machine.layout.cpus, cpuIdx));
  if (cpu?.mode === 'stopped') return all;
  const now = frame.get('op');
  for (let idx = now; idx < ops.length; idx++) {
    const { op } = at(ops, idx);
    const isBehind = idx > now || isBeforeLock(frame);
    if (isChange(op) && isBehind && ((held >>> op.mapIdx) & 1) === 1) {
      return union(all, lockWait(op.mapIdx));
    }
    all = union(
      all,
      op.kind === 'run' ? runsFootprint(machine, own) : opFootprint(machine, op, mayHalt),
    );
  }
  return all;
}

function isBeforeLock(frame: Frame): boolean {
  return frame.get('phase') === 0 || frame.get('change') === AT_LOCK;
}

/** Up to the lock, and no further. */
function lockWait(mapIdx: number): Footprint {
  const begin = PLACE.life | PLACE.owner;
  return footprint(begin | pokeMutex(mapIdx), begin);
}

const HARMLESS_SYMBOL = /^__bpf_call_base$|_thunk(?:_r\w+)?$/;

function runsFootprint({ input }: Machine, own: Partial<Footprint>): Footprint {
  const { published, slot, values, image, life } = PLACE;
  const hasValues = input.maps.some(({ type }) => type !== 'prog_array');
  const calls = [...(input.memory?.symbols.keys() ?? [])].some(
    (name) => !HARMLESS_SYMBOL.test(name),
  );
  const written = hasValues || calls ? values : 0;
  return footprint(published | slot | image | life | written, written, {
    ...own,
    readSites: EVERYTHING,
  });
}

function opFootprint(machine: Machine, op: OpRef, mayHalt: boolean): Footprint {
  if (!isChange(op) || !machine.isProgArray(op.mapIdx)) return ALL_PLACES;
  const { life, track, owner, textMutex, published, slot, halt } = PLACE;
  const locks = textMutex | pokeMutex(op.mapIdx);
  return footprint(
    life | track | owner | locks | slot,
    life | owner | locks | published | slot | (mayHalt ? halt : 0),
    {
      readSites: EVERYTHING,
      writeSites: mapSites(machine, op.mapIdx, op.key),
      readCpus: EVERYTHING,
      writeCpus: EVERYTHING,
    },
  );
}

/** True for the future of one that loads, unloads or closes: nothing is known not to clash with it. */
export function isEverything({ writes }: Footprint): boolean {
  return writes === EVERYTHING;
}

/** Without int3 in sight and nobody to write one, no CPU gets to the int3 handler. */
export function withoutHandler(future: { reads: number }): void {
  future.reads &= ~PLACE.published;
}
