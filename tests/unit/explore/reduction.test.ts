// What the reduction leaves out must not matter: verdicts, failures and final outcomes with it and without it.

import { describe, expect, it } from 'vitest';
import type { ExploreResult } from '../../../src/core/explore/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { libraryNames } from '../../../src/core/protocol/index.ts';
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

/** What must be the same whatever is left out. */
function answer({ verdict, failures, outcomes, depth }: ExploreResult, goesRound: boolean) {
  return {
    verdict,
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

function compareBoth(text: string, override: object = {}): void {
  const reduced = search(text, true, override);
  const full = search(text, false, override);
  if (!reduced || !full) {
    expect(reduced).toBe(full);
    return;
  }
  expect(full.unfinished).toBe(reduced.unfinished);
  const goesRound = full.orders === null;
  expect(answer(reduced, goesRound)).toEqual(answer(full, goesRound));
  expect(reduced.transitions).toBeLessThanOrEqual(full.transitions * 2);
}

describe('the reduction', () => {
  it.each(TEXTS)(
    'keeps verdict, failures and outcomes of %s',
    (_id, text) => {
      compareBoth(text);
    },
    120_000,
  );

  it.each(MAP_POKES)(
    'keeps them in every scenario with map_poke %s',
    (mapPoke) => {
      for (const { text } of SCENARIOS) compareBoth(text, { mapPoke });
    },
    300_000,
  );

  it.each(TEXT_POKES)(
    'keeps them in every scenario with text_poke %s',
    (textPoke) => {
      for (const { text } of SCENARIOS) compareBoth(text, { textPoke });
    },
    300_000,
  );
});
