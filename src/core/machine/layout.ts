// Where everything is in the flat state: one Int32Array per state, its layout fixed per lab, so
// that a fork is a copy and equality a word loop. Not modelled yet: CPUs and what they may fetch.

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
  /** 1 while the load fixup interprets map_poke for one descriptor. */
  fixup: 9,
  /** Position in the list of tracked programs; the program there is `progIdx`. */
  trackPos: 10,
  progIdx: 11,
  /** Descriptor under way, or -1. */
  pokeIdx: 12,
  mapPc: 13,
  /** 1 while synchronize_rcu waits. */
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
  locals: 25,
} as const;

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
  readonly size: number;
  /** 0 running, 1 stopped. */
  readonly halted: number;
  readonly textMutex: number;
  /** Site that text_poke's int3 handler serves: 1 + word offset of its bytes; 0 = none. */
  readonly published: number;
  readonly syncs: number;
  /** Number of queued work items, then two words each: kind (0 free, 1 clear), index. */
  readonly work: number;
  readonly maps: readonly MapLayout[];
  readonly progs: readonly ProgLayout[];
  /** First word of each actor's frame, the worker's last. */
  readonly frames: readonly number[];
  /** First word of text_poke's locals within a frame. */
  readonly textLocals: number;
}

export function computeLayout(input: MachineInput): Layout {
  let size = 0;
  const take = (words: number): number => {
    size += words;
    return size - words;
  };
  const textLocals = FRAME.locals + input.mapPoke.locals.length;
  const frameSize = textLocals + input.textPoke.locals.length;
  return {
    halted: take(1),
    textMutex: take(1),
    published: take(1),
    syncs: take(1),
    work: take(1 + 2 * (input.progs.length + input.maps.length)),
    maps: input.maps.map((_, mapIdx) => layOutMap(input, mapIdx, take)),
    progs: input.progs.map((prog) => layOutProg(prog.jit?.pokeTab.length ?? 0, take)),
    frames: [...input.actors, 'worker'].map(() => take(frameSize)),
    textLocals,
    size,
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
