import { describe, expect, it } from 'vitest';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { everySchedule } from './every-schedule.ts';

/** Above this the matrix would take minutes. */
const MAX_STATES = 10_000;
/** The shipped wait is not enough for it, and its kernel is not the default. */
const OF_ITS_OWN = 'sleepable-reader';

function inputOf({ input, diagnostics }: LabResult) {
  if (!input) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return input;
}

describe('SCENARIOS', () => {
  it('has the ten of the matrix, in its order', () => {
    expect(SCENARIOS.map(({ id }) => id)).toEqual([
      'install',
      'replace',
      'delete',
      'delete-then-install',
      'same-program',
      'empty-delete',
      'two-updaters',
      'load-against-update',
      'unload-against-update',
      'sleepable-reader',
    ]);
    expect(new Set(SCENARIOS.map(({ title }) => title)).size).toBe(SCENARIOS.length);
  });

  describe.each(SCENARIOS.filter(({ id }) => id !== OF_ITS_OWN))('$id', ({ text }) => {
    const result = compile(text);

    it('compiles without any diagnostic', () => {
      expect(result.diagnostics).toEqual([]);
    });

    it('is small, and goes wrong in no schedule with what ships', () => {
      const { complete, faults } = everySchedule(inputOf(result), MAX_STATES);
      expect([complete, [...faults]]).toEqual([true, []]);
    });

    it('expects just what some schedule returns', () => {
      const { retvals } = everySchedule(inputOf(result), MAX_STATES);
      const expected = result.expects.flatMap(({ subject, values }) =>
        subject.kind === 'retval' ? values : [],
      );
      expect(retvals.get('CPU 0')).toEqual(new Set(expected));
    });
  });

  it('loses registers in some schedule once a delete does not wait', () => {
    const lost = SCENARIOS.filter(({ id, text }) => {
      if (id === OF_ITS_OWN) return false;
      const without = compile(`.protocol map_poke t3_restore_at_once\n${text}`);
      return everySchedule(inputOf(without), MAX_STATES).faults.has('broken-registers');
    });
    expect(lost.map(({ id }) => id)).toEqual([
      'delete',
      'delete-then-install',
      'two-updaters',
      'unload-against-update',
    ]);
  });
});
