// Where everything is in the flat state: one Int32Array per state, its layout fixed per lab, so
// that a fork is a copy and equality a word loop.

import { REGFILE } from '../x86/index.ts';
import { FLUX_ENTRIES, fluxSize } from './flux.ts';
import type { MachineInput } from './input.ts';

/** Words of one actor's frame: how far its system call and the protocols in it have come. */
export const FRAME = {
  /** Index of the op under way or to come. */
  op: 0,
  /** Place within the op; 0 = not begun. */
  phase: 1,
  /** Counter over what the op repeats: maps to track, descriptors to fix up, runs, slots to clear. */
  round: 2,
  /** Errno (positive) to answer. */
  errno: 3,
  /** Place within a slot change; 0 = not begun. */
  change: 4,
  mapIdx: 5,
  /** Position of the key among the map's keys (`MapLayout.keys`). */
  slot: 6,
  /** Programs before and after, as index + 1; 0 = empty. */
  old: 7,
  new: 8,
  /** 1 while the load fixup interprets map_poke for one descriptor, 2 while the worker runs what was deferred. */
  fixup: 9,
  /** Position in the list of tracked programs; the program there is `progIdx`. */
  trackPos: 10,
  progIdx: 11,
  /** Descriptor under way, or -1. */
  pokeIdx: 12,
  mapPc: 13,
  /** Grace period that synchronize_rcu waits for; 0 = none. */
  waiting: 14,
  /** Place within text_poke; 0 = not in it. */
  poke: 15,
  /** 0 target, 1 bypass. */
  which: 16,
  textPc: 17,
  ret: 18,
  /** Five bytes each: four in the first word, little endian, one in the second. */
  expected: 19,
  wanted: 21,
  /** Programs that the two jump to, as index + 1; 0 = none. */
  expectedProg: 23,
  wantedProg: 24,
  /** Actors inside RCU sections that `waiting` waits for, a bit each. */
  readers: 25,
  /** 1 when that is a tasks-trace grace period. */
  trace: 26,
  /** 1 behind a sync until all CPUs have taken its IPI. */
  syncing: 27,
  /** 1 behind a retire until all int3 handlers have let go. */
  retiring: 28,
  /** Lock that the actor sleeps on: 0 none, 1 text_mutex, 2 + mapIdx poke_mutex. */
  sleepsOn: 29,
  /** What map_poke has returned; negative: an errno for the system call. */
  outcome: 30,
  locals: 31,
} as const;

/** Words of one CPU, behind its register file. */
export const CPU = {
  regs: 0,
  /** Index in CPU_MODES. */
  mode: REGFILE.size,
  /** Program that the run entered, index + 1; 0 = idle. */
  prog: REGFILE.size + 1,
  ordinal: REGFILE.size + 2,
  /** Index in CPU_PENDING: what the CPU stands before. */
  pending: REGFILE.size + 3,
  /** Site id + 1 that it stands before, or whose int3 it took. */
  site: REGFILE.size + 4,
  callDepth: REGFILE.size + 5,
  tailCalls: REGFILE.size + 6,
  /** Descriptor id + 1 whose bypass it passed as a nop, until it has passed the target. */
  unwound: REGFILE.size + 7,
  /** 1 while its task is off the CPU. */
  preempted: REGFILE.size + 8,
  /** Descriptor id + 1 whose sequence it is in, and its registers from before (`KEPT_REGS`, two words each). */
  sequence: REGFILE.size + 9,
  kept: REGFILE.size + 10,
  /** What the last finished run returned. */
  retval: REGFILE.size + 20,
  /** Runs finished. */
  runs: REGFILE.size + 21,
  size: REGFILE.size + 22,
} as const;

/** Words of one item of the worker's queue. */
export const WORK = {
  /** 0 free, 1 clear, 2 deferred statements of map_poke. */
  kind: 0,
  /** Program or map. */
  idx: 1,
  /** Grace period that a free waits for, and the actors that it still waits for. */
  gracePeriod: 2,
  readers: 3,
  /** 1 when that is a tasks-trace grace period. */
  trace: 4,
  size: 5,
} as const;

/** Further words of an item where a protocol defers statements: the frame that they run with. */
export const DEFERRED = {
  slot: 5,
  old: 6,
  new: 7,
  progIdx: 8,
  pokeIdx: 9,
  mapPc: 10,
  locals: 11,
} as const;

/** Deferred runs that can wait at once. */
const MAX_DEFERRED = 8;

export interface MapLayout {
  /** Keys that an op or a descriptor names, ascending; all others stay empty for ever. */
  readonly keys: readonly number[];
  /** 1 while user space holds the map. */
  readonly open: number;
  /** Program that set the owner, index + 1. */
  readonly owner: number;
  /** Actor that holds poke_mutex, index + 1. */
  readonly mutex: number;
  /** Number of tracked programs, then their indices in tracking order. */
  readonly tracked: number;
  /** One word per key: program index + 1, or 0. */
  readonly slots: number;
}

export interface ProgLayout {
  /** Index in PROG_STATES. */
  readonly state: number;
  /** 1 while user space holds a file descriptor. */
  readonly fd: number;
  readonly refs: number;
  /** 1 while the image is in memory. */
  readonly image: number;
  readonly runs: number;
  /** Five words per descriptor: stable, target bytes (2), bypass bytes (2). */
  readonly pokes: number;
}

/** Words of one descriptor. */
export const POKE = { stable: 0, target: 1, bypass: 3, size: 5 } as const;

export interface Layout {
  /** 0 running, 1 stopped. */
  readonly halted: number;
  readonly textMutex: number;
  /** Site that text_poke's int3 handler serves: id + 1, or 0; then its new bytes (2). */
  readonly published: number;
  /** CPUs inside the int3 handler that hold its descriptor. */
  readonly handlers: number;
  readonly syncs: number;
  /** Actors that have not taken the IPI of the sync under way, a bit each; then who sent it. */
  readonly ipis: number;
  readonly gracePeriods: number;
  /** Sites whose last stores some CPU may not have seen; see flux.ts. */
  readonly flux: number;
  /** Number of queued work items, then `workSize` words each. */
  readonly work: number;
  readonly workSize: number;
  /** Items that the queue can hold. */
  readonly workCapacity: number;
  readonly maps: readonly MapLayout[];
  readonly progs: readonly ProgLayout[];
  /** First word of each actor's frame, the worker's last. */
  readonly frames: readonly number[];
  /** First word of each CPU that runs programs. */
  readonly cpus: readonly number[];
  /** First word of text_poke's locals within a frame. */
  readonly textLocals: number;
}

/** Hands out words of the state, one stretch after another. */
export class Allocator {
  size = 0;

  readonly take = (words: number): number => {
    this.size += words;
    return this.size - words;
  };
}

/** `cpuCount` of the actors run programs. */
export function computeLayout(input: MachineInput, cpuCount: number, { take }: Allocator): Layout {
  const textLocals = FRAME.locals + input.mapPoke.locals.length;
  const frameSize = textLocals + input.textPoke.locals.length;
  const defers = input.mapPoke.code.some(({ stmt }) => stmt.kind === 'defer');
  const workSize = defers ? DEFERRED.locals + input.mapPoke.locals.length : WORK.size;
  const workCapacity = input.progs.length + input.maps.length + (defers ? MAX_DEFERRED : 0);
  return {
    halted: take(1),
    textMutex: take(1),
    published: take(3),
    handlers: take(1),
    syncs: take(1),
    ipis: take(2),
    gracePeriods: take(1),
    flux: take(FLUX_ENTRIES * fluxSize(cpuCount)),
    work: take(1 + workSize * workCapacity),
    workSize,
    workCapacity,
    maps: input.maps.map((_, mapIdx) => layOutMap(input, mapIdx, take)),
    progs: input.progs.map((prog) => layOutProg(prog.jit?.pokeTab.length ?? 0, take)),
    frames: [...input.actors, 'worker'].map(() => take(frameSize)),
    cpus: Array.from({ length: cpuCount }, () => take(CPU.size)),
    textLocals,
  };
}

function layOutMap(
  input: MachineInput,
  mapIdx: number,
  take: (words: number) => number,
): MapLayout {
  const keys = usedKeys(input, mapIdx);
  return {
    keys,
    open: take(1),
    owner: take(1),
    mutex: take(1),
    tracked: take(1 + input.progs.length),
    slots: take(keys.length),
  };
}

function layOutProg(pokeCount: number, take: (words: number) => number): ProgLayout {
  return {
    state: take(1),
    fd: take(1),
    refs: take(1),
    image: take(1),
    runs: take(1),
    pokes: take(pokeCount * POKE.size),
  };
}

function usedKeys(input: MachineInput, mapIdx: number): number[] {
  const keys = new Set<number>();
  const add = (key: number): void => {
    if (key < (input.maps[mapIdx]?.maxEntries ?? 0)) keys.add(key);
  };
  for (const { op } of input.actors.flatMap((actor) => actor.ops)) {
    if ((op.kind === 'update' || op.kind === 'delete') && op.mapIdx === mapIdx) add(op.key);
  }
  for (const desc of input.progs.flatMap((prog) => prog.jit?.pokeTab ?? [])) {
    if (desc.mapIdx === mapIdx) add(desc.key);
  }
  return [...keys].sort((a, b) => a - b);
}
