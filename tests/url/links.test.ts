// Links that were once given out. They must open for ever, and give the picture that they gave: the
// same text, kernel, step, and bytes. links.txt grows at its end; no line of it is ever changed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';
import { profileWords } from '../../src/store/profile-words.ts';
import { imageSum } from '../../src/store/provenance.ts';
import { linkCodec } from '../../src/url/codec.ts';

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

describe('version 1: the first format', () => {
  it('has golden links', () => {
    expect(LINKS.length).toBeGreaterThanOrEqual(12);
  });

  it.each(LINKS)('$name opens at its step', ({ fragment, model, textSum, cursor }) => {
    const decoded = linkCodec.decode(fragment);
    expect(decoded).toMatchObject({ ok: true, value: { model, state: { textSum, cursor } } });
  });

  it.each(LINKS)('$name gives the same bytes and steps', (link) => {
    const decoded = linkCodec.decode(link.fragment);
    if (!decoded.ok) throw new Error(decoded.error.message);
    const { state } = decoded.value;
    const result = compile(state.text);
    expect(profileWords(result)).toBe(state.profile);
    expect(imageSum(result)).toBe(link.imageSum);
    expect(state.imageSum).toBe(link.imageSum);
    expect(result.timeline?.steps.length).toBe(link.steps);
  });
});
