// Stores to text, and the IPIs after which every CPU has seen them.
// Authority: Linux 6.1 text_poke_sync (on_each_cpu, do_sync_core); Intel SDM vol. 3A, 9.1.3. IRET, which
// ends each interrupt, serialises too.

import { at } from '../base/index.ts';
import { CpuWords } from './cpu-words.ts';
import type { SiteRef } from './event.ts';
import type { FiveBytes } from './five-bytes.ts';
import type { Machine } from './model.ts';
import { actorsIn } from './readers.ts';
import type { State } from './state.ts';
import { pushTrapFrame } from './trap-frame.ts';
import type { Turn } from './turn.ts';

/** True while the actor's CPU may still run a program: if not, what it fetches does not matter. */
export function mayRun(machine: Machine, state: State, actor: number): boolean {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx < 0) return false;
  const cpu = new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
  if (cpu.mode === 'stopped') return false;
  if (cpu.get('prog') !== 0) return true;
  const { ops } = at(machine.actors, actor);
  for (let idx = state.frame(actor).get('op'); idx < ops.length; idx++) {
    if (at(ops, idx).op.kind === 'run') return true;
  }
  return false;
}

/** A CPU that will never run a program again has nothing left that it may not have seen. */
export function forgetIfOver({ machine, state, actor }: Turn): void {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx >= 0 && !mayRun(machine, state, actor)) machine.flux(state.words).serialised(cpuIdx);
}

/** The mover has no CPU: nothing has ever been fetched then. */
function movesBeforeZero({ machine, actor }: Turn): boolean {
  return actor !== machine.worker && at(machine.actors, actor).cpu === null;
}

/** Notes that `site` held `before` and is stored to now. The storing CPU sees its own store. */
export function noteStore(turn: Turn, site: SiteRef, before: FiveBytes): void {
  const { machine, state, actor } = turn;
  machine.flux(state.words).stored(machine.siteId(site), before, (cpuIdx) => {
    const other = at(machine.actorOf, cpuIdx);
    return other !== actor && !movesBeforeZero(turn) && mayRun(machine, state, other);
  });
}

/** sync_cores(): the sender serialises; all others that may run programs must take an IPI. */
export function sendIpis(turn: Turn, site: SiteRef): void {
  const { machine, state, actor, frame } = turn;
  let targets = 0;
  for (const other of movesBeforeZero(turn) ? [] : machine.actorOf) {
    if (other !== actor && mayRun(machine, state, other)) targets |= 1 << other;
  }
  if (targets !== 0) {
    // Two syncs overlap only where a protocol does without text_mutex; each then waits for both.
    state.sendIpis(state.ipis | targets, actor);
    frame.set('syncing', 1);
  }
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx >= 0) machine.flux(state.words).serialised(cpuIdx);
  turn.emit({ kind: 'sync', site, ordinal: state.nextSync(), waits: actorsIn(targets) });
}

/** A CPU takes the IPI of the sync under way. */
export function takeIpi(turn: Turn): void {
  const { machine, state, actor } = turn;
  const cpuIdx = at(machine.cpuIdxOf, actor);
  const cpu = new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
  turn.emit({ kind: 'ipi', ordinal: state.syncs, from: state.ipiSender });
  if (cpu.mode === 'running' && cpu.get('preempted') === 0) pushTrapFrame(turn, cpu);
  state.takeIpi(actor);
  machine.flux(state.words).serialised(cpuIdx);
}
