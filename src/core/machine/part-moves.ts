// Which parts of a state a move looks at, and what others can see of an actor.
// Authority: what run.ts and block.ts read on the way from one visible action to the next; checked against
// the words that moves really touch (tests/unit/machine).

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import type { Machine } from './model.ts';
import { mayRun } from './serialise.ts';
import { type MachineState, State } from './state.ts';

/**
 * How far an actor's next step (its `go`) reaches. `none`: it has nothing left to do. `run`: it is inside a
 * program, and looks at its own part, the text and the values. `edge`: it begins or ends a run, and looks at the
 * kernel's and the readers' parts, too. `all`: anything but what others do not show.
 */
export type Reach = 'none' | 'run' | 'edge' | 'all';

/** A function of the actor's own part alone. */
export function reachOf(machine: Machine, words: MachineState, actor: number): Reach {
  if (actor === machine.worker) return 'all';
  const cpu = cpuOf(machine, words, actor);
  if (cpu?.mode === 'stopped') return 'none';
  const { ops } = at(machine.actors, actor);
  const op = ops[new State(machine.layout, words).frame(actor).get('op')]?.op;
  if (op === undefined) return 'none';
  if (op.kind !== 'run') return 'all';
  if (cpu === null || cpu.get('prog') === 0) return 'edge';
  const isReturning = cpu.mode === 'running' && cpu.pending === 'return';
  return isReturning && cpu.get('preempted') === 0 ? 'edge' : 'run';
}

/** True where the actor can be preempted or come back: inside a sleepable program. */
export function canSleep(machine: Machine, words: MachineState, actor: number): boolean {
  const cpu = cpuOf(machine, words, actor);
  if (cpu === null || cpu.get('prog') === 0) return false;
  return machine.flavourOf(cpu.get('prog') - 1) === 'tasks-trace';
}

/** Words that `publicWords` writes. */
export const PUBLIC_WORDS = 7;

/** All that moves of others look at in an actor's part: a function of that part alone. */
export function publicWords(
  machine: Machine,
  words: MachineState,
  actor: number,
  out: Int32Array,
): void {
  const state = new State(machine.layout, words);
  const frame = state.frame(actor);
  const cpu = cpuOf(machine, words, actor);
  const inFlight = frame.get('change') !== 0 || frame.get('fixup') !== 0;
  const op = at(machine.actors, actor).ops[frame.get('op')]?.op;
  const holds = op?.kind === 'update' || op?.kind === 'delete';
  // Who may be sent an IPI or miss a store; who is inside an RCU section.
  out[0] = Number(mayRun(machine, state, actor));
  out[1] = cpu?.get('prog') ?? 0;
  out[2] = cpu?.get('preempted') ?? 0;
  // Whose change of which map is under way, or has it open.
  out[3] = inFlight ? frame.get('mapIdx') + 1 : 0;
  out[4] = holds ? frame.get('op') + 1 : 0;
  out[5] = holds ? frame.get('phase') : 0;
  out[6] = holds ? frame.get('errno') : 0;
}

function cpuOf(machine: Machine, words: MachineState, actor: number): CpuWords | null {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  return cpuIdx < 0 ? null : new CpuWords(words, at(machine.layout.cpus, cpuIdx));
}
