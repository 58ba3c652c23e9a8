// The range that a loop begins with: what the cursor stands in.

import type { StepRange } from '../../store/model.ts';
import type { TimelineModel } from './lane-model.ts';

/** The operation or run that step `cursor - 1` is part of; else everything behind time zero. */
export function loopAround({ lanes, zero, stepCount }: TimelineModel, cursor: number): StepRange {
  const step = Math.max(0, cursor - 1);
  for (const { kind, bands, marks } of lanes) {
    if (kind !== 'actor' || !marks.some((mark) => mark.step === step)) continue;
    const band = bands.find(({ start, end }) => start <= step && step < end);
    if (band) return { from: band.start, to: band.end };
  }
  return { from: zero < stepCount ? zero : 0, to: stepCount };
}
