import { describe, expect, it } from 'vitest';
import { createDragSense, REST_MS } from '../../src/ui/shared/cursor-leaps.ts';

/** A sense whose clock the test moves. */
function senseAt() {
  const clock = { now: 1000 };
  return { clock, isDragged: createDragSense(() => clock.now) };
}

describe('createDragSense', () => {
  it('takes a leap soon after another one for a drag', () => {
    const { clock, isDragged } = senseAt();
    expect(isDragged(0)).toBe(false);
    expect(isDragged(500)).toBe(false);
    clock.now += REST_MS - 1;
    expect(isDragged(900)).toBe(true);
  });

  it('takes a leap after a rest for a single move', () => {
    const { clock, isDragged } = senseAt();
    isDragged(0);
    isDragged(500);
    clock.now += REST_MS;
    expect(isDragged(900)).toBe(false);
  });

  it('never takes single steps for a drag, however fast they come', () => {
    const { isDragged } = senseAt();
    expect([0, 1, 2, 1, 0].map(isDragged)).toEqual([false, false, false, false, false]);
  });

  it('takes no second look at the same place for a move', () => {
    const { isDragged } = senseAt();
    isDragged(0);
    isDragged(500);
    expect(isDragged(500)).toBe(false);
  });
});
