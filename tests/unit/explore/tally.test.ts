import { describe, expect, it } from 'vitest';
import { addTallies, TallyStore } from '../../../src/core/explore/tally.ts';

describe('addTallies', () => {
  it('stays exact where doubles are not', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(addTallies(most - 1, 1)).toBe(most);
    expect(addTallies(most, 1)).toBe(2n ** 53n);
    expect(addTallies(most, most)).toBe(2n ** 54n - 2n);
    expect(addTallies(2n ** 70n, 1)).toBe(2n ** 70n + 1n);
  });
});

describe('TallyStore', () => {
  it('gives back small and large tallies, and 0 for what is not known', () => {
    const store = new TallyStore();
    store.set(3, 7);
    store.set(5000, 2n ** 80n);
    expect([store.get(0), store.get(3), store.get(5000), store.get(9999)]).toEqual([
      0,
      7,
      2n ** 80n,
      0,
    ]);
    store.set(5000, 1);
    expect(store.get(5000)).toBe(1);
  });
});
