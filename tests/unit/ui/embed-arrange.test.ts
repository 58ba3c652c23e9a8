import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pane } from '../../../src/store/model.ts';
import { arrange } from '../../../src/ui/embed/arrange.ts';

const PANES: readonly Pane[] = ['editor', 'bytes', 'machine', 'timeline'];

describe('arrange', () => {
  it('puts panes side by side and the timeline across', () => {
    expect(arrange(['bytes', 'machine', 'timeline'], 1000, 560)).toEqual([
      ['bytes', 'machine'],
      ['timeline'],
    ]);
    expect(arrange(['timeline', 'machine', 'bytes'], 1000, 560)).toEqual([
      ['timeline'],
      ['machine', 'bytes'],
    ]);
  });

  it('puts them one below the other in a narrow frame, in their order', () => {
    expect(arrange(['machine', 'bytes', 'timeline'], 390, 760)).toEqual([
      ['machine'],
      ['bytes'],
      ['timeline'],
    ]);
  });

  it('shows one at a time where there is room for one', () => {
    expect(arrange(['bytes', 'timeline'], 320, 208)).toBe('tabs');
    expect(arrange(PANES, 600, 360)).toBe('tabs');
  });

  it('gives a single pane all of it, however small', () => {
    expect(arrange(['bytes'], 1, 1)).toEqual([['bytes']]);
  });

  it('shows each pane once, at any size', () => {
    const panes = fc.shuffledSubarray([...PANES], { minLength: 1 });
    fc.assert(
      fc.property(panes, fc.nat(2000), fc.nat(2000), (chosen, width, height) => {
        const rows = arrange(chosen, width, height);
        const shown = rows === 'tabs' ? [...chosen] : rows.flat();
        expect(shown.sort()).toEqual([...chosen].sort());
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
