// What the reduction leaves out must not matter: verdicts, failures and final outcomes with it and without it.

import { describe, expect, it } from 'vitest';
import type { ExploreResult } from '../../../src/core/explore/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { LIBRARY, libraryNames } from '../../../src/core/protocol/index.ts';
import { DELETE_WAITS } from '../../../src/labs/delete-waits.ts';
import { LABS } from '../../../src/labs/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

const TEXTS = [...LABS, ...SCENARIOS].map(({ id, text }) => [id, text] as const);
const MAP_POKES = libraryNames('map_poke');
const TEXT_POKES = libraryNames('text_poke');

function search(text: string, reduction: boolean, override: object): ExploreResult | null {
  const lab = compile(text, { policy: null, override });
  const running = exploreLab(lab, { reduction });
  if (!running) return null;
  while (running.run(50_000) === 'running');
  return running.result();
}

/** What must be the same whatever is left out; null for a lab that does not run. */
function answer(result: ExploreResult | null, goesRound: boolean) {
  if (!result) return null;
  const { verdict, unfinished, failures, outcomes, depth } = result;
  return {
    verdict,
    unfinished,
    // A task that is preempted and comes back can do so for ever.
    depth: goesRound ? null : depth,
    failures: failures.map(({ property, message, schedule, switches }) => ({
      property,
      message,
      switches,
      steps: schedule.length,
    })),
    outcomes: outcomes
      .map(({ retvals, slots, expected }) => JSON.stringify([retvals, slots, expected]))
      .sort(),
  };
}

/** Answers of a text with the reduction and without it. */
function bothAnswers(text: string, override: object = {}) {
  const full = search(text, false, override);
  const reduced = search(text, true, override);
  const goesRound = full?.orders === null;
  return { reduced: answer(reduced, goesRound), full: answer(full, goesRound) };
}

describe('the reduction', () => {
  it.each(TEXTS)(
    'keeps verdict, failures and outcomes of %s',
    (_id, text) => {
      const { reduced, full } = bothAnswers(text);
      expect(reduced).toEqual(full);
    },
    120_000,
  );

  it.each(MAP_POKES)(
    'keeps them in every scenario with map_poke %s',
    (mapPoke) => {
      const both = SCENARIOS.map(({ text }) => bothAnswers(text, { mapPoke }));
      expect(both.map(({ reduced }) => reduced)).toEqual(both.map(({ full }) => full));
    },
    300_000,
  );

  it.each(TEXT_POKES)(
    'keeps them in every scenario with text_poke %s',
    (textPoke) => {
      const both = SCENARIOS.map(({ text }) => bothAnswers(text, { textPoke }));
      expect(both.map(({ reduced }) => reduced)).toEqual(both.map(({ full }) => full));
    },
    300_000,
  );

  it.each(
    LIBRARY.filter(({ role }) => role === 'layout').map(({ name, kernel }) => [name, kernel]),
  )(
    'keeps them in every scenario with layout %s on %s',
    (layout, kernel) => {
      const both = SCENARIOS.map(({ text }) => bothAnswers(text, { layout, kernel }));
      expect(both.filter(({ full }) => full !== null).length).toBeGreaterThan(5);
      expect(both.map(({ reduced }) => reduced)).toEqual(both.map(({ full }) => full));
    },
    120_000,
  );

  it('keeps little more than half of the states of two readers and an updater', () => {
    const reduced = search(DELETE_WAITS.text, true, {});
    const full = search(DELETE_WAITS.text, false, {});
    expect(reduced?.states).toBeLessThan((full?.states ?? 0) * 0.6);
  });
});
