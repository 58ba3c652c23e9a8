// A run told in advance: which actor goes how far, move after move. Labs bring such scripts, because a list of
// choices says nothing to a reader and breaks with every insn that is added before it.
// Authority: none of its own; see run-to.ts for what a target is.

import { assert } from '../base/index.ts';
import type { Step } from './event.ts';
import type { MachineInput } from './input.ts';
import { Machine } from './model.ts';
import { type RunTarget, runTo } from './run-to.ts';
import { runAll } from './schedule.ts';

/** Steps before time zero that are waited for. */
const MAX_STEPS = 20_000;

/** One move of a script. */
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

/**
 * The steps of a run up to the end of its script, those before time zero included. Throws if a move names
 * nobody or does not get where it is to go: a script belongs to one text, and is wrong for any other.
 */
export function playScript(input: MachineInput, script: readonly ScriptMove[]): Step[] {
  const machine = new Machine(input);
  const start = runAll(machine, { maxSteps: MAX_STEPS, policy: null });
  const { state } = start;
  const steps = [...start.steps];
  script.forEach(({ actor: name, to, ...options }, move) => {
    const actor = machine.actors.findIndex((other) => other.name === name);
    assert(actor >= 0, `move ${move} is for ${name}, who is not in this lab`);
    const run = runTo(machine, state, actor, to, options);
    assert(run.reached, `move ${move}: ${name} does not get to ${JSON.stringify(to)}`);
    steps.push(...run.steps);
  });
  return steps;
}
