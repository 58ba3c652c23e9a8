// A failure as people read it: how often somebody else went on, what happens, and which steps matter.

import {
  type Action,
  actionActor,
  actionKind,
  advance,
  type Machine,
  type MachineNames,
  namesOf,
  narrate,
  runAll,
  type Step,
} from '../machine/index.ts';
import type { Fault } from './judge.ts';
import type { Failure } from './types.ts';

/** Steps before time zero, as in the search. */
const MAX_ZERO_STEPS = 100_000;

export function describeFailure(
  machine: Machine,
  fault: Fault,
  schedule: readonly Action[],
): Failure {
  const steps = replay(machine, schedule);
  return {
    ...fault,
    schedule,
    switches: switchesOf(schedule),
    causal: [],
    account: accountOf(steps, namesOf(machine.input)),
  };
}

function replay(machine: Machine, schedule: readonly Action[]): Step[] {
  const { state } = runAll(machine, { maxSteps: MAX_ZERO_STEPS, policy: null });
  return schedule.map((action) => advance(machine, state, action));
}

/** Times that another actor went on than the one before; taking an IPI is no switch. */
export function switchesOf(schedule: readonly Action[]): number {
  let switches = 0;
  let last = -1;
  for (const action of schedule) {
    if (actionKind(action) === 'ipi') continue;
    const actor = actionActor(action);
    if (last >= 0 && actor !== last) switches++;
    last = actor;
  }
  return switches;
}

function accountOf(steps: readonly Step[], names: MachineNames): string[] {
  const account: string[] = [];
  for (const [idx, step] of steps.entries()) {
    const next = steps[idx + 1];
    if (next === undefined || next.actor !== step.actor) account.push(narrate(step, names));
  }
  return account;
}
