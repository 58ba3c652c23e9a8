import { describe, expect, it } from 'vitest';
import { chosenPanes } from '../../../src/ui/shell/presented-panes.ts';

describe('chosenPanes', () => {
  it('keeps the order of the page', () => {
    expect(chosenPanes(['timeline'], new Set(['timeline', 'bytes']))).toEqual([
      'bytes',
      'timeline',
    ]);
  });

  it('lets a third one take the place of the first of two', () => {
    const chosen = new Set(['bytes', 'timeline', 'machine']);
    expect(chosenPanes(['bytes', 'timeline'], chosen)).toEqual(['machine', 'timeline']);
  });

  it('lets go of what is chosen no more', () => {
    expect(chosenPanes(['bytes', 'timeline'], new Set(['timeline']))).toEqual(['timeline']);
  });
});
