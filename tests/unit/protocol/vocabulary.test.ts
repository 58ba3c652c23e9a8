import { describe, expect, it } from 'vitest';
import { PROTOCOL_VOCABULARY, parseProtocol } from '../../../src/core/protocol/index.ts';

/** An example as a whole protocol: some need a descriptor, or the values that they ask. */
function wholes(example: string): string[] {
  const loop = (body: string): string => `for_each_poke(map, key) { ${body} }`;
  return [example, `int ret = 0;\n${example}`, `int ret = 0;\n${loop(example)}`];
}

describe('PROTOCOL_VOCABULARY', () => {
  const rows = PROTOCOL_VOCABULARY.flatMap((word) =>
    word.roles.map((role) => ({ ...word, role, title: `${word.name} in ${role}` })),
  );

  it.each(rows)('has an example of $title that compiles', ({ role, example, name, meaning }) => {
    const found = wholes(example).map((text) => parseProtocol(role, 'test', text).diagnostics);
    expect(found.some((diagnostics) => diagnostics.length === 0) || found[0]).toBe(true);
    expect(example).toContain(name);
    expect(meaning).toMatch(/\.$/);
  });

  it('has each word once in a role', () => {
    const words = rows.map(({ title }) => title);
    expect(new Set(words).size).toBe(words.length);
  });
});
