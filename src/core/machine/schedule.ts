// Who moves next when the user does not say, and whole runs.
// A schedule is the list of actions taken; everything after the initial state is a function of it.

import { at } from '../base/index.ts';
import { type Action, actionActor, actionKind, actionVariant, goAction } from './action.ts';
import { checkpointInterval } from './checkpoints.ts';
import type { Step } from './event.ts';
import { actions, advance, initialState, isBeforeZero, stuckReason } from './machine.ts';
import type { Machine } from './model.ts';
import type { MachineState } from './state.ts';

/**
 * `in-turn`: actors one after another, each op with the work that it leaves. `fair`: round robin.
 * A number: the seed of random choices, preemptions and stale fetches among them.
 */
export type Policy = 'in-turn' | 'fair' | number;

/** Bounds of a run. */
export interface RunLimits {
  readonly maxSteps: number;
  /** x86 instructions; without it as many as the steps have. */
  readonly maxInsns?: number;
  /** Who goes on behind the schedule ('fair' unless given); null: nobody, the run stops there. */
  readonly policy?: Policy | null;
  /**
   * Choices from time zero on; before it there is only one each time. It ends at an action that is
   * not enabled.
   */
  readonly schedule?: readonly Action[];
}

/** All steps of a run and how it ended. */
export interface RunResult {
  readonly steps: readonly Step[];
  /** Why the run stopped early: a BUG, a stopped CPU, a deadlock, the limit; null if it ended. */
  readonly stopped: string | null;
  /** Steps before time zero. */
  readonly zero: number;
  /** Number of actions of the given schedule that were taken before one was not enabled. */
  readonly taken: number;
  readonly state: MachineState;
  /** The state every `checkpointInterval` steps, from before the first on; for a session. */
  readonly checkpoints: readonly MachineState[];
}

/** Picks the next action; null when none is enabled. */
export class Scheduler {
  private readonly machine: Machine;
  private readonly policy: Policy;
  private last: number;
  private random: number;

  /** `last` is the actor that moved before, or -1. */
  constructor(machine: Machine, policy: Policy, last = -1) {
    this.machine = machine;
    this.policy = policy;
    this.last = last;
    this.random = typeof policy === 'number' ? (policy * 0x9e3779b1) | 1 : 0;
  }

  next(words: MachineState): Action | null {
    const enabled = actions(this.machine, words);
    if (enabled.length === 0) return null;
    const picked = this.pick(enabled, words);
    this.last = actionActor(picked);
    return picked;
  }

  private pick(enabled: readonly Action[], words: MachineState): Action {
    if (typeof this.policy === 'number') return at(enabled, this.randomBelow(enabled.length));
    const ipi = enabled.find((action) => actionKind(action) === 'ipi');
    if (ipi !== undefined) return ipi;
    const plain = enabled.filter(isPlain);
    if (plain.length === 0) return at(enabled, 0);
    return this.policy === 'fair' ? this.inRotation(plain) : this.inTurn(plain, words);
  }

  /** The first actor behind the one that moved last. */
  private inRotation(plain: readonly Action[]): Action {
    return plain.find((action) => actionActor(action) > this.last) ?? at(plain, 0);
  }

  /** An op under way, then work, then the next op. */
  private inTurn(plain: readonly Action[], words: MachineState): Action {
    const busy = plain.find((action) => {
      const actor = actionActor(action);
      return actor !== this.machine.worker && this.machine.isBusy(words, actor);
    });
    const work = goAction(this.machine.worker);
    return busy ?? (plain.includes(work) ? work : at(plain, 0));
  }

  /** xorshift32. */
  private randomBelow(limit: number): number {
    let x = this.random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.random = x;
    return (x >>> 0) % limit;
  }
}

/** What a machine does without being told otherwise: no stale fetch, no preemption. */
function isPlain(action: Action): boolean {
  const kind = actionKind(action);
  return kind === 'resume' || (kind === 'go' && actionVariant(action) === 0);
}

/** Runs the given schedule, then on by the policy. */
export function runAll(machine: Machine, limits: RunLimits): RunResult {
  const run = new Run(machine, limits);
  while (run.hasRoom && isBeforeZero(machine, run.state)) {
    const only = actions(machine, run.state)[0];
    if (only === undefined) break;
    run.take(only);
  }
  const zero = run.steps.length;
  let taken = 0;
  for (const action of limits.schedule ?? []) {
    if (!run.hasRoom || !actions(machine, run.state).includes(action)) break;
    run.take(action);
    taken++;
  }
  const stopped = goOn(machine, run, limits.policy);
  const { steps, state, checkpoints } = run;
  return { steps, stopped, zero, taken, state, checkpoints };
}

/** By the policy to the end; says why it ended early. */
function goOn(machine: Machine, run: Run, policy: Policy | null = 'fair'): string | null {
  const scheduler = new Scheduler(machine, policy ?? 'fair', run.steps.at(-1)?.actor);
  for (;;) {
    const action = scheduler.next(run.state);
    if (action === null) return endReason(machine, run.state, run.steps.at(-1));
    if (policy === null) return null;
    if (!run.hasRoom) return run.cut;
    run.take(action);
  }
}

/** Steps and states as they come. */
class Run {
  readonly steps: Step[] = [];
  readonly state: MachineState;
  readonly checkpoints: MachineState[];
  private readonly machine: Machine;
  private readonly limits: RunLimits;
  private readonly interval: number;
  private insns = 0;

  constructor(machine: Machine, limits: RunLimits) {
    this.machine = machine;
    this.limits = limits;
    this.state = initialState(machine);
    this.checkpoints = [this.state.slice()];
    this.interval = checkpointInterval(machine);
  }

  get hasRoom(): boolean {
    const { maxSteps, maxInsns = Number.POSITIVE_INFINITY } = this.limits;
    return this.steps.length < maxSteps && this.insns < maxInsns;
  }

  /** Why there is no room. */
  get cut(): string {
    const { length } = this.steps;
    if (length >= this.limits.maxSteps) return `stopped after ${length} steps`;
    return `stopped after ${this.insns.toLocaleString('en')} x86 instructions`;
  }

  take(action: Action): void {
    const step = advance(this.machine, this.state, action);
    this.steps.push(step);
    for (const event of step.events) if (event.kind === 'block') this.insns += event.insns;
    if (this.steps.length % this.interval === 0) this.checkpoints.push(this.state.slice());
  }
}

/**
 * Why a run ended early in a state where nobody can move: a BUG or something not modelled in its last step, a
 * stopped CPU, a deadlock; null if it is simply over.
 */
export function endReason(
  machine: Machine,
  words: MachineState,
  last: Step | undefined,
): string | null {
  for (const event of last?.events ?? []) {
    if (event.kind === 'bug' || event.kind === 'halt') return event.message;
  }
  return stuckReason(machine, words);
}
