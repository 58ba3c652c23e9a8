// The search of all schedules against a search of whole states that knows nothing of parts.

import { describe, expect, it } from 'vitest';
import { PROPERTIES, PROPERTY_IDS } from '../../../src/core/explore/index.ts';
import { compile, exploreLab, type LabResult } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { everySchedule } from '../labs/every-schedule.ts';

function labOf(text: string): LabResult {
  const lab = compile(text, { policy: null });
  if (!lab.input) throw new Error(lab.diagnostics[0]?.message ?? 'the lab does not run');
  return lab;
}

function searched(lab: LabResult, reduction: boolean) {
  const search = exploreLab(lab, { reduction });
  if (!search) throw new Error('the lab does not run');
  while (search.run(10_000) === 'running');
  return search.result();
}

/** A BUG is told in words of its own. */
function propertyOf(fault: string): string {
  return fault.startsWith('BUG') ? 'bug' : fault;
}

describe('createSearch', () => {
  it.each(LABS.map((lab) => [lab.id, lab.text]))(
    'finds in %s what a search of whole states finds',
    (_id, text) => {
      const lab = labOf(text);
      if (!lab.input) return;
      const result = searched(lab, false);
      const { states, faults, retvals, complete } = everySchedule(lab.input);
      expect(complete).toBe(true);
      expect(result.unfinished).toBeNull();
      // Whole states differ by numbers that only name syncs and grace periods, too.
      expect(result.states).toBeLessThanOrEqual(states);
      const verdicts = new Set<string>(result.failures.map(({ property }) => property));
      // A CPU that stopped has stopped for a reason, which is another fault.
      const told = [...faults].filter((fault) => !fault.endsWith(' stopped'));
      expect([...verdicts]).toEqual(expect.arrayContaining(told.map(propertyOf)));
      const found = [...retvals.values()].flatMap((values) => [...values]);
      const ended = result.outcomes.flatMap(({ retvals: last }) => last.map(({ value }) => value));
      expect(found).toEqual(expect.arrayContaining(ended.filter((value) => value !== null)));
    },
    60_000,
  );
});

describe('PROPERTIES', () => {
  it('has each property once, in order', () => {
    expect(PROPERTIES.map(({ id }) => id)).toEqual(PROPERTY_IDS);
  });
});
