// Moves of the cursor by more than one step. In a drag one leap follows another: what is costly to
// draw and cannot be read in passing waits for the drag to rest.

import { useState } from 'react';

/** A leap sooner than this after another one is part of a drag; a cursor rests after this long. */
export const REST_MS = 200;

/** Whether a move to `cursor` goes on with a drag; to be asked once for each move. */
export type DragSense = (cursor: number) => boolean;

export function createDragSense(now: () => number = () => performance.now()): DragSense {
  let last = Number.NaN;
  let lastLeap = Number.NEGATIVE_INFINITY;
  return (cursor) => {
    const isLeap = Math.abs(cursor - last) > 1;
    last = cursor;
    if (!isLeap) return false;
    const since = now() - lastLeap;
    lastLeap = now();
    return since < REST_MS;
  };
}

/** True when the last move of the cursor was a leap. */
export function useLeapt(cursor: number | null): boolean {
  const [seen, setSeen] = useState({ cursor, leapt: false });
  if (seen.cursor === cursor) return seen.leapt;
  const leapt = Math.abs((cursor ?? 0) - (seen.cursor ?? 0)) > 1;
  setSeen({ cursor, leapt });
  return leapt;
}
