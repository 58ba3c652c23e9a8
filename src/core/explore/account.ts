// A failure as people read it: how often somebody else went on, what happens, and which steps matter.

import {
  type Action,
  actionActor,
  actionKind,
  actorName,
  advance,
  type Machine,
  type MachineNames,
  namesOf,
  runAll,
  type Step,
} from '../machine/index.ts';
import { causalSteps } from './causal.ts';
import type { Fault } from './judge.ts';
import { phraseOf } from './phrases.ts';
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
    causal: causalSteps(machine, steps, fault.property),
    account: accountOf(steps, namesOf(machine.input)),
  };
}

function replay(machine: Machine, schedule: readonly Action[]): Step[] {
  const { state } = runAll(machine, { maxSteps: MAX_ZERO_STEPS, policy: null });
  return schedule.map((action) => advance(machine, state, action));
}

const isIpi = (action: Action): boolean => actionKind(action) === 'ipi';

/** Times that another actor went on than the one before; taking an IPI is no switch. */
function switchesOf(schedule: readonly Action[]): number {
  const actors = schedule.filter((action) => !isIpi(action)).map(actionActor);
  return actors.filter((actor, idx) => idx > 0 && actor !== actors[idx - 1]).length;
}

/** A sentence for each stretch of one actor; IPIs that others take meanwhile are part of it. */
function accountOf(steps: readonly Step[], names: MachineNames): string[] {
  const account: string[] = [];
  let actor = -1;
  let phrases: string[] = [];
  const finish = (): void => {
    if (phrases.length > 0) account.push(`${actorName(names, actor)} ${joined(phrases)}.`);
    phrases = [];
  };
  for (const step of steps) {
    if (isIpi(step.action)) continue;
    if (step.actor !== actor) finish();
    actor = step.actor;
    for (const event of step.events) {
      const phrase = phraseOf(event, names);
      if (phrase !== null) phrases.push(phrase);
    }
  }
  finish();
  return account;
}

/** "a", "a and b", "a, b and c". */
function joined(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? '';
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(', ')} and ${last}`;
}
