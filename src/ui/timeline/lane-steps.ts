// The steps in which something happens on a lane, and the way from one to the next.

import { bisectLeft, bisectRight } from 'd3';
import type { Lane } from './lane-model.ts';

const known = new WeakMap<Lane, readonly number[]>();

/** Steps that a lane shows something of, ascending: its marks, and where its bands change. */
export function stepsOfLane(lane: Lane): readonly number[] {
  const before = known.get(lane);
  if (before) return before;
  const steps = new Set(lane.marks.map(({ step }) => step));
  if (steps.size === 0) {
    for (const { start, end, tone } of lane.bands) {
      // What a slot holds at the beginning is no event.
      if (start > 0 || lane.kind !== 'slot') steps.add(start);
      // A grace period or a holder has an end of its own; a state ends where the next begins.
      if (ENDS.has(tone)) steps.add(end - 1);
    }
  }
  const sorted = [...steps].sort((a, b) => a - b);
  known.set(lane, sorted);
  return sorted;
}

const ENDS: ReadonlySet<string> = new Set(['wait', 'callback', 'holder']);

/** Cursor behind the nearest of `steps` after or before `cursor`; null if there is none. */
export function cursorBeyond(
  steps: readonly number[],
  cursor: number,
  way: 'next' | 'previous',
): number | null {
  // Behind step `s` the cursor is `s + 1`.
  const nth = way === 'next' ? bisectRight(steps, cursor - 1) : bisectLeft(steps, cursor - 1) - 1;
  const step = steps[nth];
  return step === undefined ? null : step + 1;
}
