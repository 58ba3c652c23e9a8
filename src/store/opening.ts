// Where a lab or a link opens the timeline.

import type { LabResult } from '../core/pipeline/index.ts';
import type { OpeningStep } from '../labs/index.ts';

/** Cursor just behind the step that `opensAt` names; within the timeline whatever it says. */
export function openingCursor(result: LabResult, opensAt: number | OpeningStep): number {
  const steps = result.timeline?.steps ?? [];
  if (typeof opensAt === 'number') return Math.min(opensAt, steps.length);
  let left = opensAt.nth;
  for (const [idx, step] of steps.entries()) {
    if (!step.events.some((event) => event.kind === opensAt.event)) continue;
    if (left === 0) return idx + 1;
    left -= 1;
  }
  return 0;
}
