import { describe, expect, it } from 'vitest';
import { moveEdge } from '../../../src/ui/shell/split-sizes.ts';

const LEAST = [0.1, 0.2, 0.1];

describe('moveEdge', () => {
  it('gives one neighbour what it takes from the other', () => {
    expect(moveEdge([0.25, 0.5, 0.25], LEAST, 0, 0.125)).toEqual([0.375, 0.375, 0.25]);
    expect(moveEdge([0.25, 0.5, 0.25], LEAST, 1, 0.125)).toEqual([0.25, 0.625, 0.125]);
  });

  it('leaves every pane its least size', () => {
    const [first = 0, second = 0] = moveEdge([0.3, 0.4, 0.3], LEAST, 0, 1);
    expect(first).toBeCloseTo(0.5);
    expect(second).toBeCloseTo(0.2);
    expect(moveEdge([0.3, 0.4, 0.3], LEAST, 0, -1)[0]).toBeCloseTo(0.1);
  });

  it('does not move the wrong way when a pane is already too small', () => {
    expect(moveEdge([0.05, 0.65, 0.3], LEAST, 0, -0.1)).toEqual([0.05, 0.65, 0.3]);
    expect(moveEdge([0.3, 0.1, 0.6], LEAST, 0, 0.1)).toEqual([0.3, 0.1, 0.6]);
  });
});
