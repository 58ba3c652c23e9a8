// The machine: what is fixed for one lab, its first state, and the one step that everything is.
// Authority: DESIGN's clock: a run is a function of the choices alone; there is no other input.
// Simplification: actors run one after another, and work that a system call leaves behind (freeing,
// emptying a closed map) runs as soon as that call has ended. So there is at most one action.

import { at, type Span } from '../base/index.ts';
import type { Step } from './event.ts';
import type { MachineInput } from './input.ts';
import { Machine } from './model.ts';
import { stepOp } from './ops.ts';
import { State } from './state.ts';
import { Turn } from './turn.ts';
import { stepWork } from './work.ts';

/** The flat state, opaque outside this package: compare and copy it, never index it. */
export type MachineState = Int32Array;

/** A choice: which actor takes the next step. */
export interface Action {
  readonly actor: number;
}

/** The state after a step, and what happened in it. */
export interface StepResult {
  readonly state: MachineState;
  readonly step: Step;
}

/** Bounds of a run, in steps. */
export interface RunLimits {
  readonly maxSteps: number;
}

/** All steps of a run and how it ended. */
export interface RunResult {
  readonly steps: readonly Step[];
  /** Why the run stopped early: a BUG, something not modelled, the step limit; null if it ended. */
  readonly stopped: string | null;
  readonly state: MachineState;
}

/** What is fixed for one lab: the input, look-ups into it, and the layout of its states. */
export function createMachine(input: MachineInput): Machine {
  return new Machine(input);
}

/** No program loaded, every slot empty, every map held by user space. */
export function initialState(machine: Machine): MachineState {
  const state = new State(machine.layout, new Int32Array(machine.layout.size));
  machine.input.maps.forEach((_, mapIdx) => {
    state.setOpen(mapIdx, true);
  });
  return state.words;
}

/** The enabled actions in a fixed order; [] when the run is over. */
export function actions(machine: Machine, words: MachineState): readonly Action[] {
  const state = new State(machine.layout, words);
  if (state.halted) return [];
  // An op under way goes first: work waits for the system call that queued it to end.
  const busy = machine.input.actors.findIndex((_, actor) => state.frame(actor).get('phase') !== 0);
  if (busy >= 0) return [{ actor: busy }];
  if (state.firstWork()) return [{ actor: machine.worker }];
  const next = machine.input.actors.findIndex(
    ({ ops }, actor) => state.frame(actor).get('op') < ops.length,
  );
  return next >= 0 ? [{ actor: next }] : [];
}

/** The state and the step that `action`, one of `actions(machine, words)`, leads to. Pure. */
export function step(machine: Machine, words: MachineState, action: Action): StepResult {
  const state = words.slice();
  return { state, step: advance(machine, state, action) };
}

/** Runs to the end, taking the first action each time. */
export function runAll(machine: Machine, limits: RunLimits): RunResult {
  const state = initialState(machine);
  const steps: Step[] = [];
  for (;;) {
    const action = actions(machine, state)[0];
    if (!action) return { steps, stopped: stopReason(steps.at(-1)), state };
    if (steps.length >= limits.maxSteps) {
      return { steps, stopped: `stopped after ${limits.maxSteps} steps`, state };
    }
    steps.push(advance(machine, state, action));
  }
}

function stopReason(last: Step | undefined): string | null {
  for (const event of last?.events ?? []) {
    if (event.kind === 'bug' || event.kind === 'halt') return event.message;
  }
  return null;
}

/** One step in place. */
function advance(machine: Machine, words: MachineState, action: Action): Step {
  const turn = new Turn(machine, new State(machine.layout, words), action.actor);
  const source = action.actor === machine.worker ? workTurn(turn) : opTurn(turn);
  return { actor: action.actor, source, protocol: turn.place, events: turn.events };
}

function workTurn(turn: Turn): null {
  stepWork(turn);
  return null;
}

function opTurn(turn: Turn): Span | null {
  const { op, source } = at(at(turn.machine.actors, turn.actor).ops, turn.frame.get('op'));
  stepOp(turn, op);
  return source;
}
