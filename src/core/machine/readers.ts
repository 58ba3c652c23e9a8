// Who is inside an RCU section, and sets of actors as bits of a word.
// Authority: Linux 6.1 bpf_prog_run_xdp and its like (rcu_read_lock around a run),
// __bpf_prog_enter_sleepable (rcu_read_lock_trace only), synchronize_rcu.
// Simplification: a CPU in a sleepable run passes a quiescent state only when it is preempted; with
// PREEMPT_RCU a timer tick would do.
// Simplification: a CPU that has stopped stays inside its section; in a kernel that goes on after an oops the
// task ends, and the section with it.

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import type { RcuFlavour } from './event.ts';
import type { Machine } from './model.ts';
import type { State } from './state.ts';

/** The actors of a set, ascending. */
export function actorsIn(set: number): number[] {
  const actors: number[] = [];
  for (let actor = 0; set >>> actor !== 0; actor++) if ((set >>> actor) & 1) actors.push(actor);
  return actors;
}

/**
 * Actors that a grace period beginning now must wait for. A sleepable run holds no rcu_read_lock, but
 * its CPU passes no quiescent state until it is preempted, so it counts for both flavours till then.
 */
export function readersOf(machine: Machine, state: State, flavour: RcuFlavour): number {
  let set = 0;
  for (const [cpuIdx, actor] of machine.actorOf.entries()) {
    const cpu = new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
    const prog = cpu.get('prog');
    if (prog === 0) continue;
    const { sleepable } = at(machine.input.progs, prog - 1);
    const reads = flavour === 'tasks-trace' ? sleepable : !sleepable || cpu.get('preempted') === 0;
    if (reads) set |= 1 << actor;
  }
  return set;
}
