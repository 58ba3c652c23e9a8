import { describe, expect, it } from 'vitest';
import { growthExponent, median, percentile } from '../../bench/stats.ts';

describe('median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('refuses an empty list', () => {
    expect(() => median([])).toThrow('no samples');
  });
});

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(samples, 0.95)).toBe(95);
    expect(percentile([7], 0.95)).toBe(7);
  });
});

describe('growthExponent', () => {
  it('is 1 for linear and 2 for quadratic growth', () => {
    const sizes = [1_000, 10_000, 100_000];
    expect(growthExponent(sizes.map((n) => [n, 3 * n]))).toBeCloseTo(1);
    expect(growthExponent(sizes.map((n) => [n, n * n]))).toBeCloseTo(2);
  });
});
