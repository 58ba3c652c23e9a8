import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MachineEvent, Step } from '../../../src/core/machine/index.ts';
import { firstDifference, runChecks } from '../../../src/url/run-checks.ts';

function stepOf(errno: number): Step {
  const event = { kind: 'op-end', op: { kind: 'close', mapIdx: 0 }, errno } as const;
  return { actor: 2, action: 32, source: null, protocol: null, events: [event] };
}

const runs = fc.array(fc.nat(255).map(stepOf), { minLength: 1, maxLength: 200, size: 'max' });

describe('runChecks', () => {
  it('finds no difference in the same run', () => {
    fc.assert(
      fc.property(runs, fc.nat(250), (steps, count) => {
        expect(firstDifference(runChecks(steps, count), steps)).toBeNull();
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('finds none behind the steps that were seen', () => {
    const steps = Array.from({ length: 40 }, (_, i) => stepOf(i));
    const other = [...steps.slice(0, 20), stepOf(99), ...steps.slice(21)];
    expect(firstDifference(runChecks(steps, 20), other)).toBeNull();
    expect(firstDifference(runChecks(steps, 21), other)).not.toBeNull();
  });

  it('says how many steps agree, at most one stretch too few, unless bytes collide', () => {
    let late = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(199), (length, where) => {
        const at = where % length;
        const steps = Array.from({ length }, (_, i) => stepOf(i * 7));
        const other = steps.map((step, i) => (i === at ? stepOf(12345) : step));
        const agreed = firstDifference(runChecks(steps, length), other);
        const isLate = agreed === null || agreed > at;
        if (isLate) late += 1;
        expect(isLate || agreed === at - (at % 8)).toBe(true);
      }),
      { seed: 11, numRuns: 300 },
    );
    expect(late).toBeLessThan(8);
  });

  it('says where a run that became shorter ends', () => {
    const steps = Array.from({ length: 40 }, (_, i) => stepOf(i));
    expect(firstDifference(runChecks(steps, 40), steps.slice(0, 24))).toBe(24);
    expect(firstDifference(runChecks(steps, 40), steps.slice(0, 27))).toBe(24);
    expect(firstDifference(runChecks(steps, 40), [])).toBe(0);
  });

  it('stays short for a long run, and still finds the place', () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => stepOf(i));
    const checks = runChecks(steps, 20_000);
    expect(checks.values.length).toBeLessThanOrEqual(172);
    const other = steps.map((step, i) => (i === 9_000 ? stepOf(1) : step));
    const agreed = firstDifference(checks, other) ?? -1;
    expect(agreed).toBeLessThanOrEqual(9_000);
    expect(agreed).toBeGreaterThan(9_000 - 2 * checks.every);
  });

  it('is not changed by parts of events that came later', () => {
    const more = { ...stepOf(1).events[0], later: 'news' } as unknown as MachineEvent;
    const steps = [{ ...stepOf(1), events: [more] }];
    expect(runChecks(steps, 1)).toEqual(runChecks([stepOf(1)], 1));
  });

  // The value was computed apart from this code.
  it('is FNV-1a over action, kind and fields, as links were given out with', () => {
    const steps = Array.from({ length: 17 }, (_, i) => stepOf(i));
    expect(runChecks(steps, 17)).toEqual({ steps: 17, every: 8, values: '2luF' });
  });
});
