// Which parts of a state a move looks at, and what others can see of an actor.
// Authority: what run.ts and block.ts read on the way from one visible action to the next; checked against
// the words that moves really touch (tests/unit/machine).

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import type { Machine } from './model.ts';
import { type MachineState, State } from './state.ts';

/**
 * How far an actor's next step (its `go`) reaches. `none`: it has nothing left to do. `run`: it is inside a
 * program, and looks at its own part, the text and the values. `all`: anything but the private words of others.
 */
export type Reach = 'none' | 'run' | 'all';

/** A function of the actor's own part alone. */
export function reachOf(machine: Machine, words: MachineState, actor: number): Reach {
  if (actor === machine.worker) return 'all';
  const state = new State(machine.layout, words);
  const cpu = cpuOf(machine, words, actor);
  if (cpu?.mode === 'stopped') return 'none';
  if (state.frame(actor).get('op') >= at(machine.actors, actor).ops.length) return 'none';
  if (cpu === null || cpu.get('prog') === 0) return 'all';
  return cpu.mode === 'running' && cpu.pending === 'return' && cpu.get('preempted') === 0
    ? 'all'
    : 'run';
}

/** True where the actor can be preempted or come back: inside a sleepable program. */
export function canSleep(machine: Machine, words: MachineState, actor: number): boolean {
  const cpu = cpuOf(machine, words, actor);
  if (cpu === null || cpu.get('prog') === 0) return false;
  return machine.flavourOf(cpu.get('prog') - 1) === 'tasks-trace';
}

/** Words that `publicWords` writes. */
export const PUBLIC_WORDS = 9;

/** All that moves of others look at in an actor's part: a function of that part alone. */
export function publicWords(
  machine: Machine,
  words: MachineState,
  actor: number,
  out: Int32Array,
): void {
  const frame = new State(machine.layout, words).frame(actor);
  const cpu = cpuOf(machine, words, actor);
  const inFlight = frame.get('change') !== 0 || frame.get('fixup') !== 0;
  out[0] = frame.get('op');
  out[1] = frame.get('phase');
  out[2] = frame.get('errno');
  out[3] = Number(inFlight);
  out[4] = inFlight ? frame.get('mapIdx') : 0;
  out[5] = cpu?.get('prog') ?? 0;
  out[6] = Number(cpu?.mode === 'stopped');
  out[7] = cpu?.get('preempted') ?? 0;
  out[8] = 0;
}

function cpuOf(machine: Machine, words: MachineState, actor: number): CpuWords | null {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  return cpuIdx < 0 ? null : new CpuWords(words, at(machine.layout.cpus, cpuIdx));
}
