// The way from a word of the protocol language to its entry in the reference.

import { afterEach, describe, expect, it } from 'vitest';
import {
  hoverProvider,
  openReference,
  REFERENCE_COMMAND,
} from '../../src/ui/editor/provide-words.ts';
import { referenceRow } from '../../src/ui/reference/reference-sections.ts';
import { referenceEntry } from '../../src/ui/shared/reference-address.ts';
import { LocalEngine } from '../unit/store/local-engine.ts';

const TEXT = `.protocol map_poke mine
for_each_poke(map, key) {
    text_poke(tailcall_target, nop, nop);
}
.prog entry tc
  r0 = 0
  exit
`;

type Provider = ReturnType<typeof hoverProvider>;
type Model = Parameters<Provider['provideHover']>[0];
type Position = Parameters<Provider['provideHover']>[1];
type Token = Parameters<Provider['provideHover']>[2];

/** What the provider asks of Monaco's model; places are offsets. */
const MODEL = {
  getValue: () => TEXT,
  getOffsetAt: (offset: number) => offset,
  getPositionAt: (offset: number) => ({ lineNumber: 1, column: offset }),
} as unknown as Model;

async function contentsAt(word: string, hasReference = true) {
  const place = (TEXT.indexOf(word) + 1) as unknown as Position;
  const { language } = new LocalEngine();
  const hover = await hoverProvider(language, hasReference).provideHover(MODEL, place, {} as Token);
  return hover?.contents ?? [];
}

afterEach(() => {
  location.hash = '';
});

describe('hoverProvider', () => {
  it('ends a word of the protocol language with a link that may run the command, and no other', async () => {
    const [, link, ...rest] = await contentsAt('for_each_poke');
    expect(rest).toEqual([]);
    expect(link?.isTrusted).toEqual({ enabledCommands: [REFERENCE_COMMAND] });
    expect(link?.value).toBe(
      '[Protocol language: for\\_each\\_poke](command:pokescope.reference?%5B%22for_each_poke%22%5D)',
    );
  });

  it('has no link on other words, nor where no page shows the reference', async () => {
    expect(await contentsAt('exit')).toHaveLength(1);
    expect(await contentsAt('for_each_poke', false)).toHaveLength(1);
  });

  it('never trusts what it writes of the text', async () => {
    const [body] = await contentsAt('for_each_poke');
    expect(body?.isTrusted).toBeUndefined();
  });
});

describe('openReference', () => {
  it('leads to the entry of the word', () => {
    for (const word of ['for_each_poke', 'synchronize_rcu', 'text_poke']) {
      openReference(word);
      expect(referenceRow(referenceEntry(location.hash))?.name).toBe(word);
    }
    location.hash = '';
    openReference({ word: 'text_poke' });
    expect(location.hash).toBe('');
  });
});
