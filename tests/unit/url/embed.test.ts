import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmbedFragment } from '../../../src/store/embed-fragment.ts';
import { DEFAULT_PANES, formatEmbed, parseEmbed } from '../../../src/url/embed.ts';
import type { EmbedOptions } from '../../../src/url/embed-options.ts';
import { PANES } from '../../../src/url/schema.ts';

const LINK = '#v3.q1YqSy0qzszPU7JSSk4sSVWyUkoE4Tx9';

const options: fc.Arbitrary<EmbedOptions> = fc.record({
  theme: fc.constantFrom('light' as const, 'dark' as const, 'contrast' as const, null),
  panes: fc
    .subarray([...PANES], { minLength: 1 })
    .chain((panes) => fc.shuffledSubarray(panes, { minLength: panes.length })),
  steps: fc.option(
    fc.tuple(fc.nat(100_000), fc.nat(100_000)).map(([from, more]) => ({ from, to: from + more })),
  ),
  readOnly: fc.boolean(),
});

describe('isEmbedFragment', () => {
  it('tells embeds from links', () => {
    expect(isEmbedFragment('#embed')).toBe(true);
    expect(isEmbedFragment('#embed&ro')).toBe(true);
    expect(isEmbedFragment('#embedded')).toBe(false);
    expect(isEmbedFragment(LINK)).toBe(false);
    expect(isEmbedFragment('')).toBe(false);
  });
});

describe('parseEmbed', () => {
  it('reads back what formatEmbed writes', () => {
    fc.assert(
      fc.property(options, (each) => {
        const read = parseEmbed(formatEmbed(each, LINK));
        expect(read).toEqual({ options: each, link: LINK, labId: null, ignored: [] });
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('reads parts in any order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          ['theme=dark', 'panes=timeline,bytes', 'steps=3-9', 'ro', LINK.slice(1)],
          {
            minLength: 5,
          },
        ),
        (parts) => {
          expect(parseEmbed(`#embed&${parts.join('&')}`)).toEqual({
            options: {
              theme: 'dark',
              panes: ['timeline', 'bytes'],
              steps: { from: 3, to: 9 },
              readOnly: true,
            },
            link: LINK,
            labId: null,
            ignored: [],
          });
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  it('shows bytes and timeline of the whole run unless told otherwise', () => {
    expect(parseEmbed('#embed&lab=slot-life')).toEqual({
      options: { theme: null, panes: DEFAULT_PANES, steps: null, readOnly: false },
      link: null,
      labId: 'slot-life',
      ignored: [],
    });
  });

  it('names the parts that it leaves out', () => {
    const wrong = ['theme=pink', 'panes=bytes,disk', 'steps=9-3', 'ro=yes', 'autoplay', 'lab=../x'];
    const read = parseEmbed(`#embed&${wrong.join('&')}&ro`);
    expect(read.ignored).toEqual(wrong);
    expect(read.options).toMatchObject({ theme: null, panes: DEFAULT_PANES, steps: null });
    expect(read.options.readOnly).toBe(true);
  });

  it('takes the first of two of a kind', () => {
    expect(parseEmbed('#embed&theme=dark&theme=light').options.theme).toBe('dark');
  });

  it('reads values that were escaped on their way', () => {
    expect(parseEmbed('#embed&panes=bytes%2Cmachine').options.panes).toEqual(['bytes', 'machine']);
  });

  it('reads any text without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(parseEmbed(`#embed&${text}`).options.panes.length).toBeGreaterThan(0);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});
