// Links that were once given out. They must open for ever, and give the picture that they gave: the
// same text, kernel, step, and bytes. links.txt grows at its end; no line of it is ever changed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/store/model.ts';
import { profileWords } from '../../src/store/profile-words.ts';
import { imageSum } from '../../src/store/provenance.ts';
import { linkCodec } from '../../src/url/codec.ts';
import { LINK_MODEL } from '../../src/url/model.ts';
import { LINK_VERSION } from '../../src/url/schema.ts';
import { openPage, settled } from '../unit/store/local-engine.ts';

interface GoldenLink {
  readonly name: string;
  readonly fragment: string;
  readonly model: number;
  readonly textSum: string;
  readonly imageSum: string;
  readonly cursor: number;
  readonly steps: number;
}

/** Columns: name, model, textSum, imageSum, cursor, steps, fragment. */
function readLinks(): GoldenLink[] {
  const lines = readFileSync(new URL('./links.txt', import.meta.url), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', model, textSum = '', images = '', cursor, steps, fragment = ''] =
        line.split(' ');
      return {
        name,
        fragment,
        textSum,
        model: Number(model),
        imageSum: images,
        cursor: Number(cursor),
        steps: Number(steps),
      };
    });
}

const LINKS = readLinks();
const OLD = LINKS.filter((link) => link.model !== LINK_MODEL);
const PRESENT = LINKS.filter((link) => link.model === LINK_MODEL);

async function openLink(fragment: string): Promise<Page> {
  const store = openPage();
  await store.start(fragment);
  await settled();
  return store.getState();
}

describe('links.txt', () => {
  it('has links of every version', () => {
    const versions = LINKS.map((link) => /^#v(\d+)\./.exec(link.fragment)?.[1]);
    for (let v = 1; v <= LINK_VERSION; v++) expect(versions).toContain(String(v));
    expect(LINKS.length).toBeGreaterThanOrEqual(40);
  });

  it('has links to runs that were steered', async () => {
    const decoded = PRESENT.map((link) => linkCodec.decode(link.fragment));
    const steered = decoded.filter((one) => one.ok && one.value.state.steered);
    expect(steered.length).toBeGreaterThanOrEqual(6);
  });
});

describe('every link', () => {
  it.each(LINKS)('$name decodes to what it was made of', ({ fragment, model, textSum, cursor }) => {
    const decoded = linkCodec.decode(fragment);
    expect(decoded).toMatchObject({ ok: true, value: { model, state: { textSum, cursor } } });
  });

  it.each(LINKS)('$name gives the same bytes', async (link) => {
    const { text, result } = await openLink(link.fragment);
    const decoded = linkCodec.decode(link.fragment);
    if (!decoded.ok || !result) throw new Error('it does not open');
    const { state } = decoded.value;
    expect(text).toBe(state.text);
    expect(profileWords(result)).toBe(state.profile);
    expect(imageSum(result)).toBe(link.imageSum);
    expect(state.imageSum).toBe(link.imageSum);
  });
});

describe('a link of an older numbering of steps', () => {
  it.each(OLD)('$name opens at its beginning and says why', async (link) => {
    const { cursor, notices } = await openLink(link.fragment);
    expect(cursor).toBe(0);
    expect(notices.map((notice) => notice.id)).toEqual(['link-model']);
  });
});

describe('a link of the present numbering', () => {
  it.each(PRESENT)('$name opens at its step of the same run', async (link) => {
    const page = await openLink(link.fragment);
    expect(page.notices).toEqual([]);
    expect(page.cursor).toBe(link.cursor);
    expect(page.result?.timeline?.steps).toHaveLength(link.steps);
  });
});
