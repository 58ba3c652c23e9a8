import { describe, expect, it } from 'vitest';
import { lastFew } from '../../../src/store/last-few.ts';

describe('lastFew', () => {
  it('gives readers of different moments the same answers while they take turns', () => {
    const pair = lastFew((a: number, b: number) => ({ a, b }));
    const early = pair(1, 0);
    const late = pair(2, 0);
    const resting = pair(3, 0);
    expect(pair(1, 0)).toBe(early);
    expect(pair(2, 0)).toBe(late);
    expect(pair(3, 0)).toBe(resting);
  });

  it('forgets what lies further back', () => {
    const pair = lastFew((a: number, b: number) => ({ a, b }));
    const first = pair(0, 0);
    for (let a = 1; a <= 3; a++) pair(a, 0);
    expect(pair(0, 0)).not.toBe(first);
    expect(pair(0, 0)).toEqual({ a: 0, b: 0 });
  });
});
