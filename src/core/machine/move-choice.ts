// Another place in the schedule for one of its steps: what dragging a block along its lane means.
// Nothing here is the kernel's: it only asks `actions` whether a changed order of choices is possible.

import { assert, at } from '../base/index.ts';
import { type Action, actionActor, actionKind, actionVariant } from './action.ts';
import { CpuWords } from './cpu-words.ts';
import type { Step } from './event.ts';
import { actions, advance, isBeforeZero } from './machine.ts';
import type { Machine } from './model.ts';
import { type Policy, Scheduler } from './schedule.ts';
import type { Session } from './session.ts';
import { type MachineState, State } from './state.ts';

/** The order of choices with the step moved. */
export interface MovedChoice {
  /**
   * The run, from its first step on. Where a choice behind the move is not possible any more it goes on by
   * the given policy, or ends.
   */
  readonly steps: readonly Step[];
  /** Where the step is now. */
  readonly landedAt: number;
}

/** Why a step cannot be moved there. */
export interface MoveRefusal {
  /** Index, in the changed order, of the choice that is not possible. */
  readonly refusedAt: number;
  /** A sentence. */
  readonly reason: string;
}

/** Steps behind a move that are done again; a longer run is cut there. */
const MAX_BEHIND = 20_000;

/**
 * Moves step `from` to place `to` (both 0..length - 1). An actor's steps keep their order: those of the
 * same actor in between move along. IPIs are nobody's plan: they are taken where somebody waits for them,
 * and left out where nobody does any more. `policy`: who goes on behind the last choice that is possible.
 */
export function moveChoice(
  session: Session,
  from: number,
  to: number,
  policy: Policy | null = null,
): MovedChoice | MoveRefusal {
  const all = session.steps.map(({ action }) => action);
  const moved = at(all, from);
  assert(to >= 0 && to < all.length, `place ${to} outside 0..${all.length - 1}`);
  const first = Math.min(from, to);
  const last = Math.max(from, to);
  if (isBeforeZero(session.machine, session.stateAt(first))) {
    return { refusedAt: first, reason: 'Steps before time zero keep their order.' };
  }
  const between = from < to ? all.slice(from + 1, to + 1) : all.slice(to, from);
  const rest = between.filter((action) => !movesAlong(action, moved));
  const along = between.filter((action) => movesAlong(action, moved));
  const before = from < to ? rest : along;
  const order = new Order(session, first);
  const refusal = order.take(before) ?? order.take([moved], true);
  if (refusal) return refusal;
  const landedAt = first + order.steps.length - 1;
  const late = order.take(from < to ? along : rest);
  if (late) return late;
  order.take(all.slice(last + 1, last + 1 + MAX_BEHIND));
  if (policy !== null) order.goOn(policy);
  return { steps: [...session.steps.slice(0, first), ...order.steps], landedAt };
}

/** Choices taken one by one, with IPIs where they are waited for. */
class Order {
  readonly steps: Step[] = [];
  private readonly machine: Machine;
  private readonly words: MachineState;
  private readonly first: number;

  constructor(session: Session, first: number) {
    this.machine = session.machine;
    this.words = session.stateAt(first).slice();
    this.first = first;
  }

  /** Null when all could be taken; `exactly`: an IPI is not left out. */
  take(choices: readonly Action[], exactly = false): MoveRefusal | null {
    for (const choice of choices) {
      const isIpi = actionKind(choice) === 'ipi';
      let enabled = actions(this.machine, this.words);
      while (!isIpi && !enabled.includes(choice)) {
        const ipi = enabled.find((action) => actionKind(action) === 'ipi');
        if (ipi === undefined) break;
        this.do(ipi);
        enabled = actions(this.machine, this.words);
      }
      if (enabled.includes(choice)) this.do(choice);
      else if (exactly || !isIpi) return this.refusal(choice);
    }
    return null;
  }

  /** Goes on by itself until nobody can move. */
  goOn(policy: Policy): void {
    const scheduler = new Scheduler(this.machine, policy, this.steps.at(-1)?.actor);
    for (let left = MAX_BEHIND; left > 0; left--) {
      const action = scheduler.next(this.words);
      if (action === null) return;
      this.do(action);
    }
  }

  private do(action: Action): void {
    this.steps.push(advance(this.machine, this.words, action));
  }

  private refusal(choice: Action): MoveRefusal {
    const refusedAt = this.first + this.steps.length;
    return { refusedAt, reason: reasonFor(this.machine, this.words, choice) };
  }
}

function movesAlong(action: Action, moved: Action): boolean {
  if (actionActor(action) !== actionActor(moved)) return false;
  return actionKind(action) !== 'ipi' && actionKind(moved) !== 'ipi';
}

/** Why `action` cannot be taken in a state. */
function reasonFor(machine: Machine, words: MachineState, action: Action): string {
  const actor = actionActor(action);
  const who = at(machine.actors, actor).name;
  const own = actions(machine, words).filter((other) => actionActor(other) === actor);
  switch (actionKind(action)) {
    case 'ipi':
      return `No IPI would wait for ${who} there.`;
    case 'preempt':
      return `${who} would not be inside a program that can be preempted there.`;
    case 'resume':
      return `${who}'s task would not be preempted there.`;
    default:
      break;
  }
  if (actionVariant(action) > 0 && own.some((other) => actionKind(other) === 'go')) {
    return `${who} could not fetch bytes that old there.`;
  }
  return `${who} could not move there: ${hindrance(machine, words, actor)}.`;
}

function hindrance(machine: Machine, words: MachineState, actor: number): string {
  const state = new State(machine.layout, words);
  const frame = state.frame(actor);
  const base = machine.layout.cpus[at(machine.cpuIdxOf, actor)];
  const cpu = base === undefined ? null : new CpuWords(words, base);
  if (state.halted) return 'the machine has stopped';
  if (cpu?.mode === 'stopped') return 'it has stopped';
  if (cpu && cpu.get('preempted') !== 0) return 'its task is preempted';
  const lock = frame.get('sleepsOn');
  if (lock !== 0) return `it sleeps on ${lock === 1 ? 'text_mutex' : 'poke_mutex'}`;
  if (frame.get('syncing') !== 0) return 'it waits for CPUs to take its IPI';
  if (frame.get('retiring') !== 0) return 'it waits for a trap handler';
  if (frame.get('waiting') !== 0) return 'its grace period still waits for readers';
  return 'it has nothing to do';
}
