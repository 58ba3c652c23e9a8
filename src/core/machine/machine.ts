// The two functions that everything else is made of: who may move, and what a move does.
// Both are pure: a state is never written to, only copied. `advance` is `step` in place.

import { at, type Span } from '../base/index.ts';
import {
  type Action,
  actionActor,
  actionKind,
  actionVariant,
  goAction,
  otherAction,
} from './action.ts';
import { CpuWords } from './cpu-words.ts';
import type { Step } from './event.ts';
import { fetchChoices } from './fetch.ts';
import type { MachineInput } from './input.ts';
import { Machine } from './model.ts';
import { stepOp } from './ops.ts';
import { preempt, resume } from './run.ts';
import { takeIpi } from './serialise.ts';
import { type MachineState, State } from './state.ts';
import { Turn } from './turn.ts';
import { readyWork, stepWork } from './work.ts';

/** The state after a step, and what happened in it. */
export interface StepResult {
  readonly state: MachineState;
  readonly step: Step;
}

/** What is fixed for one lab: the input, look-ups into it, and the layout of its states. */
export function createMachine(input: MachineInput): Machine {
  return new Machine(input);
}

/** No program loaded, every slot empty, every map held by user space. */
export function initialState(machine: Machine): MachineState {
  const state = new State(machine.layout, new Int32Array(machine.stateSize));
  machine.input.maps.forEach((_, mapIdx) => {
    state.setOpen(mapIdx, true);
  });
  machine.runtime?.env.init(state.words);
  return state.words;
}

/**
 * The enabled actions in a fixed order; [] when the run is over. Actors without a CPU come first, one
 * after another, each op with the work that it leaves; then all others and the worker at once.
 */
export function actions(machine: Machine, words: MachineState): readonly Action[] {
  const state = new State(machine.layout, words);
  if (state.halted) return [];
  const early = actorBeforeZero(machine, state);
  if (early >= 0) return actionsBeforeZero(machine, state, early);
  const enabled: Action[] = [];
  for (const actor of machine.actors.keys()) addActions(machine, state, actor, enabled);
  return enabled;
}

/** Those of one actor's, from time zero on. */
export function actorActions(machine: Machine, words: MachineState, actor: number): Action[] {
  const state = new State(machine.layout, words);
  const enabled: Action[] = [];
  if (!state.halted) addActions(machine, state, actor, enabled);
  return enabled;
}

/** First actor without a CPU that has something left to do; -1 from time zero on. */
function actorBeforeZero(machine: Machine, state: State): number {
  return machine.input.actors.findIndex(
    ({ cpu }, actor) => cpu === null && hasOp(machine, state, actor),
  );
}

/** True while programs are loaded and slots are filled, with nobody running: one choice at a time. */
export function isBeforeZero(machine: Machine, words: MachineState): boolean {
  const state = new State(machine.layout, words);
  return !state.halted && actorBeforeZero(machine, state) >= 0;
}

function actionsBeforeZero(machine: Machine, state: State, actor: number): Action[] {
  const isBusy = state.frame(actor).get('phase') !== 0;
  const works = !isBusy && hasWork(machine, state) && !isBlocked(state, machine.worker);
  if (works) return [goAction(machine.worker)];
  // Only a protocol that takes what it holds blocks here: then it is over before it has begun.
  return isBlocked(state, actor) ? [] : [goAction(actor)];
}

function hasWork(machine: Machine, state: State): boolean {
  return state.frame(machine.worker).get('phase') !== 0 || readyWork(state) >= 0;
}

function hasOp(machine: Machine, state: State, actor: number): boolean {
  return state.frame(actor).get('op') < at(machine.actors, actor).ops.length;
}

function addActions(machine: Machine, state: State, actor: number, out: Action[]): void {
  if (actor === machine.worker) {
    if (hasWork(machine, state) && !isBlocked(state, actor)) out.push(goAction(actor));
    return;
  }
  const cpuIdx = at(machine.cpuIdxOf, actor);
  const cpu = cpuIdx < 0 ? null : new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
  if ((state.ipis >>> actor) & 1 && !cpu?.interruptsOff) out.push(otherAction(actor, 'ipi'));
  // An oops ends the task; its CPU still answers interrupts.
  if (cpu?.mode === 'stopped') return;
  if (cpu && cpu.get('preempted') !== 0) {
    out.push(otherAction(actor, 'resume'));
    return;
  }
  if (!hasOp(machine, state, actor) || isBlocked(state, actor)) return;
  const isRunning = cpu?.mode === 'running';
  const siteId = isRunning && cpu.pending === 'site' ? cpu.get('site') - 1 : -1;
  if (siteId < 0) out.push(goAction(actor));
  else
    for (const { variant } of fetchChoices(machine, state, cpuIdx, siteId))
      out.push(goAction(actor, variant));
  if (isRunning && machine.isPreemptible(cpu.get('prog') - 1)) {
    out.push(otherAction(actor, 'preempt'));
  }
}

/** True while the actor waits: for a lock, for IPIs or handlers, for readers. */
function isBlocked(state: State, actor: number): boolean {
  const frame = state.frame(actor);
  const lock = frame.get('sleepsOn');
  if (lock !== 0 && state.holder(lock === 1 ? null : lock - 2) !== null) return true;
  if (frame.get('syncing') !== 0 && state.ipis !== 0) return true;
  if (frame.get('retiring') !== 0 && state.handlers !== 0) return true;
  return frame.get('waiting') !== 0 && frame.get('readers') !== 0;
}

/**
 * Why nobody can move although something is left to do; null when the run is simply over.
 * `words` must be a state without enabled actions.
 */
export function stuckReason(machine: Machine, words: MachineState): string | null {
  const state = new State(machine.layout, words);
  if (state.halted) return null;
  const left = [...machine.input.actors.keys()].filter((actor) => hasOp(machine, state, actor));
  if (left.length === 0 && state.workCount === 0) return null;
  const dead = machine.actorOf.filter((_, cpuIdx) => {
    return new CpuWords(words, at(machine.layout.cpus, cpuIdx)).mode === 'stopped';
  });
  const names = (actors: readonly number[]): string =>
    actors.map((actor) => at(machine.actors, actor).name).join(', ');
  const waits = (actors: readonly number[]): string =>
    `${names(actors)} ${actors.length > 1 ? 'wait' : 'waits'} for ever`;
  if (dead.length > 0) {
    const waiting = left.filter((actor) => !dead.includes(actor));
    const others = waiting.length > 0 ? `, and ${waits(waiting)}` : '';
    return `${names(dead)} stopped${others}`;
  }
  return `deadlock: ${waits(left.length > 0 ? left : [machine.worker])}`;
}

/** The state and the step that `action`, one of `actions(machine, words)`, leads to. Pure. */
export function step(machine: Machine, words: MachineState, action: Action): StepResult {
  const state = words.slice();
  return { state, step: advance(machine, state, action) };
}

/**
 * One step in place. With `insns`, a block ends after so many instructions: to look inside a step, not
 * for going on from there. `onInsn` is told the place of each instruction that a block executes.
 */
export function advance(
  machine: Machine,
  words: MachineState,
  action: Action,
  insns?: number,
  onInsn: Turn['onInsn'] = null,
): Step {
  const actor = actionActor(action);
  const turn = new Turn(machine, new State(machine.layout, words), actor);
  turn.onInsn = onInsn;
  const source = move(turn, action, insns);
  return { actor, action, source, protocol: turn.place, events: turn.events };
}

function move(turn: Turn, action: Action, insns: number | undefined): Span | null {
  switch (actionKind(action)) {
    case 'ipi':
      takeIpi(turn);
      return null;
    case 'preempt':
      preempt(turn);
      return null;
    case 'resume':
      resume(turn);
      return null;
    default:
      break;
  }
  turn.frame.set('sleepsOn', 0);
  turn.frame.set('syncing', 0);
  turn.frame.set('retiring', 0);
  if (turn.actor === turn.machine.worker) {
    stepWork(turn);
    return null;
  }
  const { op, source } = at(at(turn.machine.actors, turn.actor).ops, turn.frame.get('op'));
  stepOp(turn, op, { variant: actionVariant(action), insns });
  return source;
}
