// How far two runs of the same lab are the same: what is known of the one then holds for the other.

import type { Step } from './event.ts';

/** Number of steps at the beginning that two runs of the same input share. */
export function commonSteps(a: readonly Step[], b: readonly Step[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count]?.action === b[count]?.action) count++;
  return count;
}
