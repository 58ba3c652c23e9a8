import { describe, expect, it } from 'vitest';
import { TallyStore } from '../../../src/core/explore/tally.ts';

/** The tally of number 0 after so many doublings of 1. */
function doubled(times: number): bigint {
  const store = new TallyStore();
  store.set(0, 1);
  for (let time = 0; time < times; time++) store.add(0, store, 0);
  return store.get(0);
}

describe('TallyStore', () => {
  it.each([0, 1, 51, 52, 53, 54, 103, 104, 105, 106, 300])(
    'stays exact at two to the power of %i',
    (times) => {
      expect(doubled(times)).toBe(2n ** BigInt(times));
    },
  );

  it('adds what neither double holds alone', () => {
    const store = new TallyStore();
    store.set(0, 1);
    store.set(1, 1);
    let [before, sum] = [1n, 1n];
    // Fibonacci numbers: all bits are in use.
    for (let idx = 2; idx < 400; idx++) {
      store.copy(idx, store, idx - 1);
      store.add(idx, store, idx - 2);
      [before, sum] = [sum, before + sum];
      expect(store.get(idx)).toBe(sum);
    }
    expect(sum).toBeGreaterThan(2n ** 270n);
  });

  it('gives 0 for what is not known, and forgets a large tally for a small one', () => {
    const store = new TallyStore();
    expect(store.get(9999)).toBe(0n);
    store.set(3, 1);
    for (let time = 0; time < 200; time++) store.add(3, store, 3);
    store.set(3, 7);
    expect(store.get(3)).toBe(7n);
  });
});
