// Every schedule of a small lab, by search over its states: what no order of steps can bring about.

import {
  actionActor,
  actions,
  advance,
  createMachine,
  type MachineInput,
  type MachineState,
  runAll,
  type Step,
  stuckReason,
} from '../../../src/core/machine/index.ts';

export interface Search {
  /** Different states from time zero on. */
  readonly states: number;
  /** False: the bound was reached before the end of the search. */
  readonly complete: boolean;
  /** Kinds of verdict, and bugs and deadlocks by their words, that some schedule leads to. */
  readonly faults: ReadonlySet<string>;
  /** What runs returned in some schedule, by the name of their actor. */
  readonly retvals: ReadonlyMap<string, ReadonlySet<number>>;
}

const LOW_STEP = 0x01000193;
const HIGH_STEP = 0x85ebca6b;
const HIGH_BITS = 0x1fffff;
const TWO_32 = 2 ** 32;

/** 53 bits: two of some 100,000 states share them with a chance of one in a million. */
function hashOf(words: MachineState): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (const word of words) {
    low = Math.imul(low ^ word, LOW_STEP);
    low ^= low >>> 15;
    high = Math.imul(high ^ word, HIGH_STEP);
    high ^= high >>> 13;
  }
  return (high & HIGH_BITS) * TWO_32 + (low >>> 0);
}

class Findings {
  readonly faults = new Set<string>();
  readonly retvals = new Map<string, Set<number>>();

  note(name: string, { events }: Step): void {
    for (const event of events) {
      if (event.kind === 'verdict') this.faults.add(event.verdict);
      if (event.kind === 'bug' || event.kind === 'halt') this.faults.add(event.message);
      if (event.kind !== 'run-end') continue;
      const known = this.retvals.get(name) ?? new Set();
      this.retvals.set(name, known.add(event.retval));
    }
  }
}

/** All states that `input` can be in from time zero on, as long as there are at most `maxStates`. */
export function everySchedule(input: MachineInput, maxStates = 50_000): Search {
  const machine = createMachine(input);
  const { state: zero } = runAll(machine, { maxSteps: maxStates, policy: null });
  const seen = new Set([hashOf(zero)]);
  const open = [zero];
  const findings = new Findings();
  let state = open.pop();
  for (; state !== undefined && seen.size <= maxStates; state = open.pop()) {
    const enabled = actions(machine, state);
    const stuck = enabled.length === 0 ? stuckReason(machine, state) : null;
    if (stuck !== null) findings.faults.add(stuck);
    for (const action of enabled) {
      const after = state.slice();
      const step = advance(machine, after, action);
      findings.note(machine.actors[actionActor(action)]?.name ?? '', step);
      const hash = hashOf(after);
      if (seen.has(hash)) continue;
      seen.add(hash);
      open.push(after);
    }
  }
  const { faults, retvals } = findings;
  return { states: seen.size, complete: state === undefined, faults, retvals };
}
