// Drives the machine of a lab by hand: actors by name, runs to named places, what was seen.

import { assert } from '../../src/core/base/index.ts';
import {
  type Action,
  actionActor,
  actionKind,
  type Choice,
  createMachine,
  type MachineEvent,
  type MachineInput,
  type RunTarget,
  runAll,
  runTo,
  Session,
  type Step,
  stuckReason,
  type VerdictKind,
} from '../../src/core/machine/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';

/** The machine's input for a lab; `change` may alter it in ways that a lab cannot say. */
export function labInput(
  text: string,
  change?: (input: MachineInput) => MachineInput,
): MachineInput {
  const { input, diagnostics } = compile(text, { policy: null });
  assert(input !== null, diagnostics.map(({ message }) => message).join('; '));
  return change ? change(input) : input;
}

/** A lab at time zero, and whatever is then done with it. */
export class Driver {
  session: Session;
  readonly zero: number;

  constructor(input: MachineInput) {
    const { steps } = runAll(createMachine(input), { maxSteps: 10_000, policy: null });
    this.session = new Session(input, steps);
    this.zero = steps.length;
  }

  actor(name: string): number {
    const actor = this.session.machine.actors.findIndex((other) => other.name === name);
    assert(actor >= 0, `there is an actor ${name}`);
    return actor;
  }

  /** Throws if the actor does not get there. */
  go(name: string, to: RunTarget, age = 0): Step[] {
    const words = this.session.stateAt(this.session.length).slice();
    const { steps, reached } = runTo(this.session.machine, words, this.actor(name), to, { age });
    assert(reached, `${name} gets to ${JSON.stringify(to)}`);
    this.session = this.session.withSteps([...this.session.steps, ...steps]);
    return [...steps];
  }

  /** What the actor can do now. */
  choices(name: string): Choice[] {
    const actor = this.actor(name);
    return this.session.choicesAt(this.session.length).filter((choice) => choice.actor === actor);
  }

  /** Takes the actor's only choice of a kind. */
  take(name: string, kind: Choice['kind'] = 'go'): Step {
    const found = this.choices(name).find((choice) => choice.kind === kind);
    assert(found !== undefined, `${name} can ${kind}`);
    return this.choose(found.action);
  }

  choose(action: Action): Step {
    const step = this.session.take(this.session.length, action);
    this.session = this.session.withSteps([...this.session.steps, step]);
    return step;
  }

  /** Everybody else, until nothing is left to do. */
  finish(): string | null {
    for (let steps = 0; steps < 10_000; steps++) {
      const choices = this.session.choicesAt(this.session.length);
      const next =
        choices.find(({ kind }) => kind === 'ipi') ??
        choices.find(({ action }) => actionKind(action) === 'go');
      if (!next) break;
      this.choose(next.action);
    }
    return stuckReason(this.session.machine, this.session.stateAt(this.session.length));
  }

  /** Events since time zero, those of one actor if named. */
  events(name?: string): MachineEvent[] {
    const actor = name === undefined ? null : this.actor(name);
    return this.session.steps
      .slice(this.zero)
      .filter((step) => actor === null || actionActor(step.action) === actor)
      .flatMap(({ events }) => events);
  }

  verdicts(): VerdictKind[] {
    return this.events().flatMap((event) => (event.kind === 'verdict' ? [event.verdict] : []));
  }
}

/** One caller with a live R6 and R7 and a slot that holds `target`; CPU 0 runs, CPU 1 does `ops`. */
export function raceLab(ops: string, protocols = ''): string {
  return `.kernel 6.1
.map t prog_array max_entries=2
.prog entry tc
    r6 = r1
    r7 = 7
    *(u64 *)(r10 - 8) = r7
    r2 = t ll
    r3 = 0
    call tail_call
    r0 = r7
    exit
.prog target tc
    r0 = 10
    exit
.init
    t[0] = target
.cpu 0
    run entry
.cpu 1
    ${ops}
${protocols}`;
}
