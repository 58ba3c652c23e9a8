// What the reduction leaves out must not matter: verdicts, failures and final outcomes with it and without it.

import { describe, expect, it } from 'vitest';
import type { ExploreOptions, ExploreResult } from '../../../src/core/explore/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { LIBRARY, libraryNames } from '../../../src/core/protocol/index.ts';
import { DELETE_WAITS } from '../../../src/labs/delete-waits.ts';
import { LABS } from '../../../src/labs/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { randomLab } from './random-labs.ts';

const TEXTS = [...LABS, ...SCENARIOS].map(({ id, text }) => [id, text] as const);
const MAP_POKES = libraryNames('map_poke');
const TEXT_POKES = libraryNames('text_poke');

const CALL = (table: string): string => `r1 = r6
        r2 = ${table} ll
        r3 = 0
        call tail_call
        r0 = 40
        exit`;

/** CPU 1 waits for the IPI of CPU 2 and then loads what CPU 2 is about to run. */
const IPI_BEFORE_RUN = `.kernel 5.10
.map one prog_array max_entries=1
.map two prog_array max_entries=1
.prog entry tc
        r6 = r1
        ${CALL('one')}
.prog late tc
        r6 = r1
        ${CALL('two')}
.prog f tc
        r0 = 1
        exit
.init
        one[0] = f
.cpu 0
        run entry
.cpu 1
        delete one[0]
        load late
.cpu 2
        run late
`;

/** Labs by chance that have more states are not looked at. */
const SMALL = { maxStates: 3000 };

function search(
  text: string,
  reduction: boolean,
  override: object,
  options: ExploreOptions = {},
): ExploreResult | null {
  const lab = compile(text, { policy: null, override });
  const running = exploreLab(lab, { ...options, reduction });
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
function bothAnswers(text: string, override: object = {}, options: ExploreOptions = {}) {
  const full = search(text, false, override, options);
  const reduced = search(text, true, override, options);
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

  it('keeps them in labs by chance, from seeds', () => {
    const labs = Array.from({ length: 60 }, (_, seed) => randomLab(seed));
    const both = labs
      .map(({ text, override }) => bothAnswers(text, override, SMALL))
      .filter(({ full }) => full !== null && full.unfinished === null);
    expect(both.length).toBeGreaterThan(30);
    expect(both.map(({ reduced }) => reduced)).toEqual(both.map(({ full }) => full));
  }, 120_000);

  it('keeps the longest schedule where taking an IPI lets somebody else go on', () => {
    const { reduced, full } = bothAnswers(IPI_BEFORE_RUN, {
      mapPoke: 'v7_1',
      textPoke: 'memcpy5',
    });
    expect(full?.depth).toBeGreaterThan(40);
    expect(reduced).toEqual(full);
  });

  it('halves the states of two updaters that run into no BUG', () => {
    const text = LABS.find(({ id }) => id === 'two-updaters')?.text ?? '';
    const reduced = search(text, true, {});
    const full = search(text, false, {});
    expect(reduced?.states).toBeLessThan((full?.states ?? 0) * 0.55);
  });

  it('keeps little more than half of the states of two readers and an updater', () => {
    const reduced = search(DELETE_WAITS.text, true, {});
    const full = search(DELETE_WAITS.text, false, {});
    expect(reduced?.states).toBeLessThan((full?.states ?? 0) * 0.6);
  });
});
