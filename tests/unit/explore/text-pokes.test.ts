// Why text_poke has three phases: each way to leave one out, searched.

import { describe, expect, it } from 'vitest';
import { createSearch } from '../../../src/core/explore/index.ts';
import { compile, labExpects } from '../../../src/core/pipeline/index.ts';
import { libraryNames } from '../../../src/core/protocol/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

function failing(scenario: string, textPoke: string): readonly string[] {
  const found = SCENARIOS.find(({ id }) => id === scenario);
  const result = compile(found?.text ?? '', { override: { textPoke } });
  if (!result.input) throw new Error(`${scenario} does not run`);
  const search = createSearch(result.input, labExpects(result), {});
  while (search.run(10_000) === 'running');
  return search.result().failures.map(({ property }) => property);
}

describe('text_poke variants', () => {
  it('are safe with an int3 and three rounds of IPIs', () => {
    for (const scenario of ['install', 'replace', 'delete']) {
      expect(failing(scenario, 'int3_three_phase'), scenario).toEqual([]);
    }
  });

  it('tear an instruction when a round is left out, or the int3', () => {
    const others = libraryNames('text_poke').filter((name) => name !== 'int3_three_phase');
    expect(others).toHaveLength(4);
    for (const name of others) {
      for (const scenario of ['install', 'delete']) {
        expect(failing(scenario, name), `${name} ${scenario}`).toContain('torn-insn');
      }
    }
  });

  it('leave an int3 behind for which nobody is responsible when there is no round at all', () => {
    expect(failing('replace', 'no_sync')).toContain('unclaimed-int3');
  });
});
