// A lab's run as a timeline: choices that were made, a script that was written, and who goes on behind them.

import {
  type Action,
  actions,
  createMachine,
  type Machine,
  type MachineInput,
  machineActors,
  type Policy,
  runAll,
  runTo,
  type ScriptMove,
} from '../machine/index.ts';
import { checkExpects } from './check-expects.ts';
import type { Override } from './override.ts';
import type { LabResult, Timeline } from './result.ts';

/**
 * Steps and instructions after which a run is cut: far above any lab that a person writes.
 * Simplification: a kernel would go on.
 */
const MAX_STEPS = 100_000;
/** About a second. */
const MAX_INSNS = 10_000_000;

/** How a lab is run. */
export interface RunOptions {
  /** Choices to take from time zero on, as a link carries them. */
  readonly schedule?: readonly Action[];
  /** Moves to make from time zero on, in place of a schedule. */
  readonly script?: readonly ScriptMove[];
  /** Who goes on behind them; 'fair' unless given, null: nobody. */
  readonly policy?: Policy | null;
  /** Names that win over the lab's directives. */
  readonly override?: Override;
}

/** What a script comes to in this lab; it ends before a move that does not get where it is to go. */
function scriptedChoices(
  machine: Machine,
  script: readonly ScriptMove[],
): { readonly schedule: readonly Action[]; readonly moves: number } {
  const { state } = runAll(machine, { maxSteps: MAX_STEPS, policy: null });
  const schedule: Action[] = [];
  for (const [moves, { actor: name, to, ...options }] of script.entries()) {
    const actor = machine.actors.findIndex((other) => other.name === name);
    if (actor < 0) return { schedule, moves };
    const { steps, reached } = runTo(machine, state, actor, to, options);
    if (!reached) return { schedule, moves };
    schedule.push(...steps.map((step) => step.action));
  }
  return { schedule, moves: script.length };
}

/** Runs a lab as `options` say. */
export function runLab(input: MachineInput, { script, ...options }: RunOptions): Timeline {
  const machine = createMachine(input);
  const scripted = script ? scriptedChoices(machine, script) : null;
  const { steps, stopped, zero, taken, state, checkpoints } = runAll(machine, {
    maxSteps: MAX_STEPS,
    maxInsns: MAX_INSNS,
    ...options,
    ...(scripted && { schedule: scripted.schedule }),
  });
  return {
    actors: machineActors(input).map(({ name, cpu }) => ({ name, cpu })),
    steps,
    zero,
    stopped,
    over: actions(machine, state).length === 0,
    taken,
    moves: scripted?.moves ?? 0,
    kept: { of: steps, states: checkpoints },
  };
}

/** The same lab with another run of it, judged by what the lab expects. */
export function withTimeline(result: LabResult, timeline: Timeline): LabResult {
  const names = {
    maps: result.maps.map(({ name }) => name),
    progs: result.progs.map(({ name }) => name),
  };
  const others = result.diagnostics.filter(({ code }) => !code.startsWith('expect/'));
  const diagnostics = [...others, ...checkExpects(result.expects, names, timeline)].toSorted(
    (a, b) => a.span.start - b.span.start,
  );
  return { ...result, diagnostics, timeline };
}
