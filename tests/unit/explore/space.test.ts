// Moves by parts against moves of whole states: a part that a move looks at and that its key leaves out would
// show as a state that differs.

import { describe, expect, it } from 'vitest';
import { StateSpace } from '../../../src/core/explore/space.ts';
import {
  actions,
  advance,
  createMachine,
  type MachineInput,
  Parts,
  runAll,
} from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

const MOST_STATES = 3000;
const TEXTS = [...LABS, ...SCENARIOS].map(({ id, text }) => [id, text] as const);

function inputOf(text: string): MachineInput {
  const { input, diagnostics } = compile(text, { policy: null });
  if (!input) throw new Error(diagnostics[0]?.message ?? 'the lab does not run');
  return input;
}

/** Makes every move of the first states both ways; returns how many there were. */
function compareMoves(input: MachineInput): number {
  const machine = createMachine(input);
  const parts = new Parts(machine);
  const { state: zero } = runAll(machine, { maxSteps: 10_000, policy: null });
  const space = new StateSpace(machine, zero, () => ({ failures: [], edge: -1 }));
  const ids = new Int32Array(space.width);
  const next = new Int32Array(space.width);
  let compared = 0;
  for (let state = 0; state < Math.min(space.states.count, MOST_STATES); state++) {
    space.read(state, ids);
    const moves = space.moves(ids, -1);
    const before = space.words(ids).slice();
    expect(moves.map(({ action }) => action).toSorted((a, b) => a - b)).toEqual(
      [...actions(machine, before)].toSorted((a, b) => a - b),
    );
    for (const move of moves) {
      const after = before.slice();
      advance(machine, after, move.action);
      parts.forget(after);
      space.read(space.follow(state, move), next);
      const made = space.words(next);
      if (!after.every((word, idx) => word === made[idx])) {
        throw new Error(`action ${move.action} in state ${state} leads elsewhere`);
      }
      compared++;
    }
  }
  return compared;
}

describe('StateSpace', () => {
  it.each(TEXTS)(
    'leads in %s to the same words as a step of a whole state',
    (_id, text) => {
      expect(compareMoves(inputOf(text))).toBeGreaterThan(0);
    },
    60_000,
  );
});
