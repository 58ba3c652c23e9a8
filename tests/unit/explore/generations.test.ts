// Chains that see a table as it never was.

import { describe, expect, it } from 'vitest';
import { createSearch, PROPERTIES } from '../../../src/core/explore/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';

const ALL = PROPERTIES.map(({ id }) => id);

function searched(text: string, properties = ALL) {
  const { input } = compile(text);
  if (!input) throw new Error('the lab does not run');
  const search = createSearch(input, [], { properties });
  while (search.run(10_000) === 'running');
  return search.result();
}

const TWO_STAGES = LABS.find(({ id }) => id === 'mixed-versions')?.text ?? '';

/** One stage of the chain calls through a register, so that its slot is read when it is called. */
const INDIRECT = TWO_STAGES.replaceAll(
  '        r3 = 1\n',
  '        r3 = *(u32 *)(r1 + 0)\n        r3 &= 0\n        r3 += 1\n',
);

describe('mixed-generations', () => {
  it('is found where two slots change one after the other below a chain of two calls', () => {
    const { verdict, failures } = searched(TWO_STAGES);
    expect(verdict).toBe('fail');
    const messages = failures
      .filter(({ property }) => property === 'mixed-generations')
      .map(({ message }) => message);
    expect(messages).toContain(
      "CPU 0's chain meets jmp_table[0] as parse_v1 and jmp_table[1] as act_v2: at no one moment was that so",
    );
    expect(failures.every(({ schedule }) => schedule.length > 0)).toBe(true);
  });

  it('is found by what is read from slots, too', () => {
    expect(INDIRECT).not.toBe(TWO_STAGES);
    expect(searched(INDIRECT).failures.map(({ property }) => property)).toContain(
      'mixed-generations',
    );
  });

  it('is no failure as long as nobody asks', () => {
    const asked = PROPERTIES.filter(({ onByDefault }) => onByDefault).map(({ id }) => id);
    expect(searched(TWO_STAGES, asked).verdict).toBe('pass');
  });

  it('does not blame a chain that is late as a whole', () => {
    const once = TWO_STAGES.replace(
      / {8}update jmp_table\[1\].*\n| {8}jmp_table\[1\] = act_v2\n/,
      '',
    );
    expect(once).not.toBe(TWO_STAGES);
    const { verdict, failures } = searched(once);
    expect(failures.map(({ message }) => message)).toEqual([]);
    expect(verdict).toBe('pass');
  });
});
