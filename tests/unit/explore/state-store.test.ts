import { describe, expect, it } from 'vitest';
import { StateStore } from '../../../src/core/explore/state-store.ts';
import { TupleStore } from '../../../src/core/explore/tuple-store.ts';

/** Numbers from a seed (xorshift). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('TupleStore', () => {
  it('numbers distinct tuples in the order in which they come', () => {
    const store = new TupleStore(3);
    const known = new Map<string, number>();
    const random = numbersFrom(7);
    for (let round = 0; round < 30_000; round++) {
      const tuple = Int32Array.of(random(40) - 20, random(1000) << 20, random(3));
      const key = tuple.join();
      expect(store.find(tuple)).toBe(known.get(key) ?? -1);
      expect(store.intern(tuple)).toBe(known.get(key) ?? known.size);
      expect(store.isNew).toBe(!known.has(key));
      if (!known.has(key)) known.set(key, known.size);
    }
    expect(store.count).toBe(known.size);
  });
});

describe('StateStore', () => {
  /** Parts that take more and more values, the first ones few and the last ones many. */
  const widths = [1, 3, 20, 500, 5, 100_000, 3000, 2, 70_000];

  it('keeps the numbers of states while fields grow', () => {
    const store = new StateStore(widths.length);
    const known = new Map<string, number>();
    const random = numbersFrom(3);
    const numbers = new Int32Array(widths.length);
    const most = widths.map(() => 0);
    for (let round = 0; round < 5000; round++) {
      for (const [part, width] of widths.entries()) {
        const below = Math.min(width, (most[part] ?? 0) + 2 + random(width));
        numbers[part] = random(below);
        most[part] = Math.max(most[part] ?? 0, numbers[part]);
        store.fit(part, numbers[part]);
      }
      const key = numbers.join();
      expect(store.find(numbers)).toBe(known.get(key) ?? -1);
      expect(store.intern(numbers)).toBe(known.get(key) ?? known.size);
      if (!known.has(key)) known.set(key, known.size);
    }
    const out = new Int32Array(widths.length);
    for (const [key, state] of known) {
      store.read(state, out);
      expect(out.join()).toBe(key);
    }
  });

  it('takes a kept state and a change for the state that comes of it', () => {
    const store = new StateStore(widths.length);
    const random = numbersFrom(11);
    for (const [part, width] of widths.entries()) store.fit(part, width - 1);
    const numbers = Int32Array.from(widths, (width) => random(width));
    let state = store.intern(numbers);
    for (let round = 0; round < 2000; round++) {
      const parts = [random(4), 4 + random(5)];
      const values = parts.map((part) => random(widths[part] ?? 1));
      for (const [idx, part] of parts.entries()) numbers[part] = values[idx] ?? 0;
      state = store.internChanged(state, parts, values);
      expect(store.find(numbers)).toBe(state);
    }
  });
});
