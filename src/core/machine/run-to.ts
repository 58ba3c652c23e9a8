// Runs one actor on to a place that people name: its bypass, its wait, the end of its call. The labs and the
// page's buttons say where to; what comes out is a list of choices.

import { at } from '../base/index.ts';
import { type Action, actionActor, actionKind, actionVariant } from './action.ts';
import type { MachineEvent, Step } from './event.ts';
import { siteAhead } from './fetch.ts';
import { actions, advance } from './machine.ts';
import type { Machine } from './model.ts';
import { type MachineState, State } from './state.ts';

/** Where an actor is to go. */
export type RunTarget =
  /** One step further. */
  | { readonly kind: 'step' }
  /** Before its next fetch at a poke site of this sort. */
  | { readonly kind: 'site'; readonly which: 'bypass' | 'target' }
  /** Until it waits: for a grace period with readers, a lock, IPIs or handlers. */
  | { readonly kind: 'wait' }
  /** Behind its next event of this kind. */
  | { readonly kind: 'event'; readonly event: MachineEvent['kind'] }
  /** Off its CPU, inside a program that can be preempted: one step. Whatever it does next brings it back. */
  | { readonly kind: 'preempt' }
  /** The end of its system call or of its run. */
  | { readonly kind: 'op-end' }
  /** Until it has nothing left to do. */
  | { readonly kind: 'end' };

/** One move of a script, which is a run told in advance: it survives insns that are added before it. */
export interface ScriptMove {
  /** Name of the actor: 'CPU 0', 'kworker'. */
  readonly actor: string;
  /** How far it goes. */
  readonly to: RunTarget;
  /** Stores that its first fetch does not see; 0 unless given. */
  readonly age?: number;
  /** True: nobody else moves meanwhile, not even to take an IPI that it waits for. */
  readonly alone?: boolean;
}

export interface RunToResult {
  readonly steps: readonly Step[];
  /** False: the actor cannot get there, because it waits, has stopped or is done. */
  readonly reached: boolean;
}

/** Steps after which an actor is taken not to get there. */
const MAX_STEPS = 20_000;
/** x86 instructions after which it is: a fraction of a second, as the page's own thread may be at it. */
const MAX_INSNS = 5_000_000;

/**
 * Steps from `words` on until `actor` has got to `target`, in place. Other actors move only to take the IPIs
 * that it waits for (unless `alone`). `age`: stores that its first fetch does not see.
 */
export function runTo(
  machine: Machine,
  words: MachineState,
  actor: number,
  target: RunTarget,
  options: { readonly alone?: boolean; readonly age?: number } = {},
): RunToResult {
  const steps: Step[] = [];
  let age = options.age ?? 0;
  let insns = 0;
  while (steps.length < MAX_STEPS && insns < MAX_INSNS) {
    if (steps.length > 0 && isAt(machine, words, actor, target, steps)) {
      return { steps, reached: true };
    }
    const alone = options.alone ?? false;
    const action = nextAction(machine, words, actor, { alone, age, target });
    if (action === null) return { steps, reached: isThere(machine, words, actor, target) };
    const step = advance(machine, words, action);
    for (const event of step.events) {
      if (event.kind === 'fetch') age = 0;
      else if (event.kind === 'block') insns += event.insns;
    }
    steps.push(step);
  }
  return { steps, reached: false };
}

/** The actor cannot move: that is what waiting is, or the end. */
function isThere(machine: Machine, words: MachineState, actor: number, target: RunTarget): boolean {
  const isBusy = machine.isBusy(words, actor);
  return (target.kind === 'wait' && isBusy) || (target.kind === 'end' && !isBusy);
}

function nextAction(
  machine: Machine,
  words: MachineState,
  actor: number,
  { alone, age, target }: { alone: boolean; age: number; target: RunTarget },
): Action | null {
  const enabled = actions(machine, words);
  const own = enabled.filter((action) => actionActor(action) === actor);
  if (target.kind === 'preempt') {
    return own.find((action) => actionKind(action) === 'preempt') ?? null;
  }
  const ipi = own.find((action) => actionKind(action) === 'ipi');
  const moves = own.filter((action) => actionKind(action) === 'go');
  const wanted = moves.find((action) => actionVariant(action) === age) ?? moves[0];
  if (wanted !== undefined) return wanted;
  const resume = own.find((action) => actionKind(action) === 'resume');
  if (resume !== undefined) return resume;
  if (alone) return ipi ?? null;
  return ipi ?? enabled.find((action) => actionKind(action) === 'ipi') ?? null;
}

function isAt(
  machine: Machine,
  words: MachineState,
  actor: number,
  target: RunTarget,
  steps: readonly Step[],
): boolean {
  const last = at(steps, steps.length - 1);
  const saw = (kind: MachineEvent['kind']): boolean =>
    last.actor === actor && last.events.some((event) => event.kind === kind);
  switch (target.kind) {
    case 'step':
      return last.actor === actor;
    case 'site': {
      const state = new State(machine.layout, words);
      const siteId = siteAhead(machine, state, actor);
      return siteId >= 0 && machine.siteOf(siteId).which === target.which;
    }
    case 'wait':
      return false;
    case 'preempt':
      return saw('preempt');
    case 'event':
      return saw(target.event);
    case 'op-end':
      return saw('op-end');
    case 'end':
      return false;
  }
}
