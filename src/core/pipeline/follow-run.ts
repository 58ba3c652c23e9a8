// One run played again on another machine: the same lab under other protocols. What "the same schedule" means where
// both have other statements is decided here, and nowhere else.

import { at } from '../base/index.ts';
import {
  type Action,
  actionActor,
  actionKind,
  actions,
  advance,
  type Machine,
  runAll,
  type Step,
} from '../machine/index.ts';

/** A choice of the run that is followed: whose it was, and in which of that actor's calls it was made. */
export interface Turn {
  readonly action: Action;
  readonly actor: number;
  /** Calls (system calls, runs of a program) that the actor had ended before. */
  readonly call: number;
  /** This step ended the call. */
  readonly ends: boolean;
}

/** What one turn came to: steps that catch up before it, the turn itself, steps to the end of the call. */
export interface TurnTaken {
  readonly before: readonly Action[];
  readonly own: Action | null;
  readonly behind: readonly Action[];
}

/** The turns of a run, from time zero on. */
export function turnsOf(steps: readonly Step[], zero: number): Turn[] {
  const calls = new Map<number, number>();
  return steps.slice(zero).map(({ actor, action, events }) => {
    const call = calls.get(actor) ?? 0;
    const ends = events.some(({ kind }) => kind === 'op-end');
    if (ends) calls.set(actor, call + 1);
    return { action, actor, call, ends };
  });
}

/**
 * Gives the turns to the same actors of another machine. An actor makes the same choice if it is possible there, else
 * its nearest; it never runs ahead into a later call than it was in, and where its call ended it ends it too, as far as
 * it need not wait. IPIs are taken where somebody waits for them. A turn that comes to nothing, or is
 * of an actor that this machine does not have, is left out.
 */
export function followTurns(
  machine: Machine,
  turns: readonly Turn[],
  maxSteps: number,
): TurnTaken[] {
  const follower = new Follower(machine, maxSteps);
  return turns.map((turn) =>
    turn.actor < machine.actors.length
      ? follower.take(turn)
      : { before: [], own: null, behind: [] },
  );
}

class Follower {
  private readonly machine: Machine;
  private readonly state: Int32Array;
  private readonly calls: number[];
  private left: number;

  constructor(machine: Machine, maxSteps: number) {
    this.machine = machine;
    this.state = runAll(machine, { maxSteps, policy: null }).state;
    this.calls = machine.actors.map(() => 0);
    this.left = maxSteps;
  }

  take({ action, actor, call, ends }: Turn): TurnTaken {
    if (actionKind(action) === 'ipi') {
      return { before: [], own: this.isEnabled(action) ? this.do(action) : null, behind: [] };
    }
    const before = this.endCalls(actor, call);
    if (this.callOf(actor) > call) return { before, own: null, behind: [] };
    if (!this.isEnabled(action)) before.push(...this.takeIpis(actor));
    const nearest = this.nearest(action, actor);
    const own = nearest === null ? null : this.do(nearest);
    return { before, own, behind: ends ? this.endCalls(actor, call + 1) : [] };
  }

  /** Steps until the actor has ended so many calls, or has to wait. */
  private endCalls(actor: number, call: number): Action[] {
    const taken: Action[] = [];
    while (this.callOf(actor) < call && this.left > 0) {
      const next = this.plain(actor) ?? this.enabled().find((other) => actionKind(other) === 'ipi');
      if (next === undefined) break;
      taken.push(this.do(next));
    }
    return taken;
  }

  private takeIpis(actor: number): Action[] {
    const taken: Action[] = [];
    while (this.plain(actor) === undefined && this.left > 0) {
      const ipi = this.enabled().find((other) => actionKind(other) === 'ipi');
      if (ipi === undefined) break;
      taken.push(this.do(ipi));
    }
    return taken;
  }

  /** The choice itself, or the actor's next step where only that is possible. */
  private nearest(action: Action, actor: number): Action | null {
    if (this.isEnabled(action)) return action;
    return actionKind(action) === 'go' ? (this.plain(actor) ?? null) : null;
  }

  /** The actor's step without a stale fetch or a preemption. */
  private plain(actor: number): Action | undefined {
    return this.enabled().find((other) => {
      const kind = actionKind(other);
      return actionActor(other) === actor && (kind === 'go' || kind === 'resume');
    });
  }

  private callOf(actor: number): number {
    return at(this.calls, actor);
  }

  private enabled(): readonly Action[] {
    return this.left > 0 ? actions(this.machine, this.state) : [];
  }

  private isEnabled(action: Action): boolean {
    return this.enabled().includes(action);
  }

  private do(action: Action): Action {
    const { actor, events } = advance(this.machine, this.state, action);
    if (events.some(({ kind }) => kind === 'op-end')) {
      this.calls[actor] = this.callOf(actor) + 1;
    }
    this.left--;
    return action;
  }
}
