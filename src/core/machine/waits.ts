// Who waits for whom, each told from one part of a state (parts.ts): who stands still as long as somebody else does.

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import { FRAME, POKE } from './layout.ts';
import type { Machine } from './model.ts';
import { type MachineState, State } from './state.ts';

/** What an actor's next step waits for, as far as its own part says. */
export interface OwnWait {
  /** Lock that it sleeps on: 0 none, 1 text_mutex, 2 + mapIdx poke_mutex. */
  readonly lock: number;
  readonly forIpis: boolean;
  readonly forReaders: boolean;
  /** Its CPU is in the int3 handler, or on its way to it. */
  readonly isInHandler: boolean;
}

/** From the actor's own part. */
export function ownWait(machine: Machine, words: MachineState, actor: number): OwnWait {
  const frame = new State(machine.layout, words).frame(actor);
  const cpuIdx = at(machine.cpuIdxOf, actor);
  const cpu = cpuIdx < 0 ? null : new CpuWords(words, at(machine.layout.cpus, cpuIdx));
  return {
    lock: frame.get('sleepsOn'),
    forIpis: frame.get('syncing') !== 0,
    forReaders: frame.get('waiting') !== 0,
    isInHandler: cpu?.interruptsOff ?? false,
  };
}

/** Holder of each lock, or -1, numbered as `OwnWait.lock`: from the kernel's part. */
export function lockHolders(machine: Machine, words: MachineState): readonly number[] {
  const state = new State(machine.layout, words);
  const maps = [...machine.input.maps.keys()];
  return [-1, state.holder(null) ?? -1, ...maps.map((mapIdx) => state.holder(mapIdx) ?? -1)];
}

/** Actors whose IPI has not been taken, a bit each. */
export function pendingIpis(machine: Machine, words: MachineState): number {
  return new State(machine.layout, words).ipis;
}

/** By actor, the readers that its grace period still waits for, a bit each: from the readers' part. */
export function awaitedReaders(machine: Machine, words: MachineState): readonly number[] {
  return machine.layout.frames.map((frame) => words[frame + FRAME.readers] ?? 0);
}

/**
 * True where the worker has nothing to do and no slot change can give it anything: every program keeps its file
 * descriptor, every map is open. From the kernel's part.
 */
export function isQuiet(machine: Machine, words: MachineState): boolean {
  const state = new State(machine.layout, words);
  if (state.workCount > 0) return false;
  const isSafe = (_: unknown, progIdx: number): boolean => {
    const life = state.progState(progIdx);
    return life === 'absent' || life === 'freed' || life === 'loaded';
  };
  if (!machine.input.progs.every(isSafe)) return false;
  return machine.input.maps.every((_, mapIdx) => state.isOpen(mapIdx));
}

const INT3 = 0xcc;

/** True if some CPU may fetch an int3 at a poke site: from the text's part. */
export function hasInt3({ layout, input }: Machine, words: MachineState): boolean {
  const isInt3 = (word: number): boolean => ((words[word] ?? 0) & 0xff) === INT3;
  for (const [progIdx, { pokes, image }] of layout.progs.entries()) {
    if (words[image] === 0) continue;
    const count = input.progs[progIdx]?.jit?.pokeTab.length ?? 0;
    for (let pokeIdx = 0; pokeIdx < count; pokeIdx++) {
      const base = pokes + pokeIdx * POKE.size;
      if (isInt3(base + POKE.target) || isInt3(base + POKE.bypass)) return true;
    }
  }
  // Anything that looks like one: the table's other words are small numbers.
  for (let word = layout.flux; word < layout.work; word++) if (isInt3(word)) return true;
  return false;
}
