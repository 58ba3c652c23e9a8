// A state in parts, such that what a move reads and writes is known before it is made: who explores many
// states keeps each part once, and makes each move once for all states that agree in the parts it looks at.
// What a move looks at is stated here and checked against the words that moves really touch (tests/unit/machine).
// Left out are counters that only name things for people (number of a sync, a grace period, a run): no move
// decides by one, so states that differ in nothing else behave alike.

import { assert, at } from '../base/index.ts';
import { CPU, FRAME, POKE, WORK } from './layout.ts';
import type { Machine } from './model.ts';
import type { MachineState } from './state.ts';

/** Parts that all actors share; behind them one for each actor that moves from time zero on. */
export const PART = {
  /** Locks, references, tracking, deferred work. */
  kernel: 0,
  /** Poke sites and what CPUs may still fetch, int3 handlers, slots, images, whether the machine has stopped. */
  text: 1,
  /** Map values and the clock. */
  values: 2,
  /** IPIs that have not been taken. */
  ipis: 3,
  /** Readers that grace periods still wait for. */
  readers: 4,
  actors: 5,
} as const;

/** One stretch of words of a part. */
interface Stretch {
  readonly first: number;
  readonly end: number;
}

/** A counter that only names things. */
const NOBODY = -1;
/** Frames of actors that are over at time zero: as they are then. */
const FIXED = -2;

export class Parts {
  /** Number of parts. */
  readonly count: number;
  /** Words of each part. */
  readonly sizes: readonly number[];
  /** Part of each actor; negative for one that is over at time zero. */
  readonly ofActor: readonly number[];
  private readonly stretches: readonly (readonly Stretch[])[];
  private readonly dropped: readonly Stretch[];
  private readonly halted: number;
  private readonly work: number;

  constructor(machine: Machine) {
    const { worker, actors, layout } = machine;
    this.halted = layout.halted;
    this.work = layout.work;
    const moving = [...actors.keys()].filter(
      (actor) => actor === worker || at(actors, actor).cpu !== null,
    );
    this.ofActor = actors.map((_, actor) => {
      const pos = moving.indexOf(actor);
      return pos < 0 ? FIXED : PART.actors + pos;
    });
    this.count = PART.actors + moving.length;
    const owners = partOfWords(machine, this.ofActor);
    const of = (part: number): Stretch[] => stretchesOf(owners, part);
    this.stretches = Array.from({ length: this.count }, (_, part) => of(part));
    this.dropped = of(NOBODY);
    this.sizes = this.stretches.map((list) =>
      list.reduce((sum, { first, end }) => sum + end - first, 0),
    );
  }

  /** Copies the words of a part out of a state. */
  gather(words: MachineState, part: number, out: Int32Array): void {
    let to = 0;
    for (const { first, end } of at(this.stretches, part)) {
      for (let word = first; word < end; word++) out[to++] = words[word] ?? 0;
    }
  }

  /** Copies the words of a part into a state. */
  scatter(words: MachineState, part: number, from: Int32Array): void {
    let next = 0;
    for (const { first, end } of at(this.stretches, part)) {
      for (let word = first; word < end; word++) words[word] = from[next++] ?? 0;
    }
  }

  /** True if two states differ in a part. */
  differ(a: MachineState, b: MachineState, part: number): boolean {
    for (const { first, end } of at(this.stretches, part)) {
      for (let word = first; word < end; word++) if (a[word] !== b[word]) return true;
    }
    return false;
  }

  /** True where the machine has stopped: a function of the text's part. */
  isHalted(words: MachineState): boolean {
    return words[this.halted] !== 0;
  }

  /** True where something is left to the worker: a function of the kernel's part. */
  hasWork(words: MachineState): boolean {
    return words[this.work] !== 0;
  }

  /** Zeroes the counters. */
  forget(words: MachineState): void {
    for (const { first, end } of this.dropped) words.fill(0, first, end);
  }
}

/** Maximal stretches of words with that owner. */
function stretchesOf(owners: Int8Array, part: number): Stretch[] {
  const found: Stretch[] = [];
  for (let word = 0; word < owners.length; word++) {
    if (owners[word] !== part) continue;
    const first = word;
    while (word < owners.length && owners[word] === part) word++;
    found.push({ first, end: word });
  }
  return found;
}

/** The part that each word of a state belongs to. */
function partOfWords(machine: Machine, ofActor: readonly number[]): Int8Array {
  const { layout, stateSize, runtime } = machine;
  const owners = new Int8Array(stateSize).fill(PART.values);
  const set = (part: number, first: number, size = 1): void => {
    owners.fill(part, first, first + size);
  };
  const lastCpu = layout.cpus.at(-1);
  const lastFrame = at(layout.frames, layout.frames.length - 1);
  const machineEnd = lastCpu === undefined ? lastFrame + machine.frameSize : lastCpu + CPU.size;
  set(PART.kernel, 0, machineEnd);
  set(PART.text, layout.halted);
  set(PART.text, layout.published, 3);
  set(PART.text, layout.handlers);
  set(PART.ipis, layout.ipis, 2);
  set(NOBODY, layout.syncs);
  set(NOBODY, layout.gracePeriods);
  set(PART.text, layout.flux, layout.work - layout.flux);
  setShared(machine, set);
  for (const [actor, frame] of layout.frames.entries()) {
    set(at(ofActor, actor), frame, machine.frameSize);
    set(PART.readers, frame + FRAME.readers);
    set(PART.readers, frame + FRAME.trace);
  }
  for (const [cpuIdx, cpu] of layout.cpus.entries()) {
    const part = at(ofActor, at(machine.actorOf, cpuIdx));
    assert(part >= 0, 'an actor that runs programs moves from time zero on');
    set(part, cpu, CPU.size);
    set(NOBODY, cpu + CPU.ordinal);
    for (const { first, end } of runtime?.env.ownWords(cpuIdx) ?? []) set(part, first, end - first);
  }
  return owners;
}

type SetPart = (part: number, first: number, size?: number) => void;

/** What programs and maps have in the text's part, readers of deferred work, names. */
function setShared({ layout, input }: Machine, set: SetPart): void {
  for (let pos = 0; pos < layout.workCapacity; pos++) {
    const base = layout.work + 1 + layout.workSize * pos;
    set(PART.readers, base + WORK.readers);
    set(PART.readers, base + WORK.trace);
  }
  for (const { slots, keys } of layout.maps) set(PART.text, slots, keys.length);
  for (const [progIdx, { image, runs, pokes }] of layout.progs.entries()) {
    set(PART.text, image);
    set(NOBODY, runs);
    const count = input.progs[progIdx]?.jit?.pokeTab.length ?? 0;
    for (let pokeIdx = 0; pokeIdx < count; pokeIdx++) {
      const base = pokes + pokeIdx * POKE.size;
      set(PART.text, base + POKE.target, POKE.size - POKE.target);
    }
  }
}
