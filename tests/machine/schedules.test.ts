// Schedules: the same choices give the same run, however one gets to a place in it, and no schedule
// of the shipped protocols harms a CPU.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actions,
  advance,
  createMachine,
  initialState,
  type MachineInput,
  runAll,
  Session,
  step,
} from '../../src/core/machine/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { type LabShape, scheduleLab } from './lab-shape.ts';

const MAX_STEPS = 3000;
const RUNS = 40;
const SEED = 20261123;
/** Milliseconds; a loaded machine is slow. */
const TIMEOUT = 60_000;

function inputOf(shape: LabShape): MachineInput {
  const { input, diagnostics } = compile(scheduleLab(shape), { policy: null });
  if (!input) throw new Error(diagnostics[0]?.message);
  return input;
}

const SHAPES: fc.Arbitrary<LabShape> = fc.record({
  form: fc.constantFrom('direct', 'indirect', 'subprog'),
  filled: fc.boolean(),
  runners: fc.integer({ min: 1, max: 2 }),
  updates: fc.uniqueArray(fc.constantFrom('install', 'replace', 'delete', 'unload', 'load'), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** toEqual walks typed arrays word by word, which takes most of the time. */
function sameWords(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, idx) => word === b[idx]);
}

describe('a schedule', () => {
  it(
    'gives the same events and state whenever it is followed',
    () => {
      fc.assert(
        fc.property(SHAPES, fc.integer({ min: 1, max: 1 << 30 }), (shape, seed) => {
          const input = inputOf(shape);
          const first = runAll(createMachine(input), { maxSteps: MAX_STEPS, policy: seed });
          const schedule = first.steps.slice(first.zero).map(({ action }) => action);
          const again = runAll(createMachine(input), {
            maxSteps: MAX_STEPS,
            policy: null,
            schedule,
          });
          expect(again.taken).toBe(schedule.length);
          expect(again.steps).toEqual(first.steps);
          expect(again.state).toEqual(first.state);
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
    TIMEOUT,
  );

  it(
    'leads to the same state by checkpoints as from the beginning, in any order',
    () => {
      fc.assert(
        fc.property(
          SHAPES,
          fc.integer({ min: 1, max: 1 << 30 }),
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
          fc.boolean(),
          (shape, seed, places, kept) => {
            const input = inputOf(shape);
            const machine = createMachine(input);
            const run = runAll(machine, { maxSteps: MAX_STEPS, policy: seed });
            const { steps } = run;
            const session = new Session(input, steps, kept ? run.checkpoints : []);
            for (const place of places) {
              const cursor = Math.floor(place * steps.length);
              const words = initialState(machine);
              for (const { action } of steps.slice(0, cursor)) advance(machine, words, action);
              expect(sameWords(session.stateAt(cursor), words)).toBe(true);
            }
          },
        ),
        { numRuns: RUNS, seed: SEED },
      );
    },
    TIMEOUT,
  );

  it(
    'can be left anywhere for another choice, and what was shared stays the same',
    () => {
      fc.assert(
        fc.property(
          SHAPES,
          fc.integer({ min: 1, max: 1 << 30 }),
          fc.nat(),
          (shape, seed, place) => {
            const input = inputOf(shape);
            const machine = createMachine(input);
            const { steps } = runAll(machine, { maxSteps: MAX_STEPS, policy: seed });
            const session = new Session(input, steps);
            session.stateAt(steps.length);
            const cursor = place % steps.length;
            for (const { action } of session.choicesAt(cursor)) {
              const taken = session.take(cursor, action);
              const other = session.withSteps([...steps.slice(0, cursor), taken]);
              const fresh = new Session(input, other.steps);
              expect(other.stateAt(cursor + 1)).toEqual(fresh.stateAt(cursor + 1));
              expect(other.stateAt(cursor)).toEqual(session.stateAt(cursor));
            }
          },
        ),
        { numRuns: RUNS, seed: SEED },
      );
    },
    TIMEOUT,
  );

  it(
    'never changes a state that it begins with',
    () => {
      fc.assert(
        fc.property(SHAPES, fc.integer({ min: 1, max: 1 << 30 }), (shape, seed) => {
          const machine = createMachine(inputOf(shape));
          const { steps } = runAll(machine, { maxSteps: MAX_STEPS, policy: seed });
          let words = initialState(machine);
          for (const { action } of steps) {
            const before = words.slice();
            const next = step(machine, words, action).state;
            if (!sameWords(words, before)) throw new Error('step wrote to its state');
            words = next;
          }
        }),
        { numRuns: 20, seed: SEED },
      );
    },
    TIMEOUT,
  );
});

describe('the shipped protocols', () => {
  it(
    'harm no CPU under any schedule that was tried, and leave nobody waiting',
    () => {
      fc.assert(
        fc.property(SHAPES, fc.integer({ min: 1, max: 1 << 30 }), (shape, seed) => {
          const machine = createMachine(inputOf(shape));
          const { steps, stopped, state } = runAll(machine, { maxSteps: MAX_STEPS, policy: seed });
          const verdicts = steps.flatMap(({ events }) =>
            events.filter((e) => e.kind === 'verdict'),
          );
          expect(verdicts).toEqual([]);
          expect(stopped).toBeNull();
          expect(actions(machine, state)).toEqual([]);
        }),
        { numRuns: 200, seed: SEED },
      );
    },
    TIMEOUT,
  );

  it(
    'let a run return the number of a program that was in the slot, or that of the fall-through',
    () => {
      fc.assert(
        fc.property(SHAPES, fc.integer({ min: 1, max: 1 << 30 }), (shape, seed) => {
          const { steps } = runAll(createMachine(inputOf(shape)), {
            maxSteps: MAX_STEPS,
            policy: seed,
          });
          const events = steps.flatMap((done) => done.events);
          const retvals = events.flatMap((e) => (e.kind === 'run-end' ? [e.retval] : []));
          expect(retvals.filter((retval) => ![7, 10, 20].includes(retval))).toEqual([]);
        }),
        { numRuns: 100, seed: SEED },
      );
    },
    TIMEOUT,
  );
});

describe('cpuAt', () => {
  it('stands after the last instruction of a step where the next step begins', () => {
    const input = inputOf({ form: 'subprog', filled: true, runners: 1, updates: ['delete'] });
    const { steps } = runAll(createMachine(input), { maxSteps: MAX_STEPS });
    const session = new Session(input, steps);
    let checked = 0;
    for (const [idx, { events, actor }] of steps.entries()) {
      const block = events.find((event) => event.kind === 'block');
      if (block?.kind !== 'block' || block.insns < 2) continue;
      const inside = session.cpuAt(idx, actor, block.insns);
      const after = session.cpuAt(idx + 1, actor);
      expect({ rip: inside?.rip, regs: inside?.regs }).toEqual({
        rip: after?.rip,
        regs: after?.regs,
      });
      expect(session.insnsOf(idx)).toHaveLength(block.insns);
      checked++;
    }
    expect(checked).toBeGreaterThan(3);
  });
});
