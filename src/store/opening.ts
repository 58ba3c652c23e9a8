// Where a lab or a link opens the timeline.

import type { LabResult } from '../core/pipeline/index.ts';
import type { OpeningStep } from '../labs/index.ts';
import type { Selection } from './model.ts';

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

/** The poke site that the last poke before `cursor` was about: what a lab opens with in sight. */
export function siteBefore(result: LabResult, cursor: number): Selection | null {
  const done = (result.timeline?.steps ?? []).slice(0, cursor).reverse();
  for (const step of done) {
    for (const event of step.events) {
      if (event.kind === 'poke-begin') return { kind: 'site', site: event.site };
    }
  }
  return null;
}
