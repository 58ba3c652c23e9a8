// Inside of a step: the x86 instructions of a folded block.

import type { CodePlace, Session, Step } from '../core/machine/index.ts';

/** x86 instructions that a step executes; 0 for one that is no block. */
export function insnsOf(step: Step | undefined): number {
  for (const event of step?.events ?? []) if (event.kind === 'block') return event.insns;
  return 0;
}

export function insnsOfStep(session: Session, step: number): number {
  return insnsOf(session.steps[step]);
}

/** Steps are never changed and runs share them, so their places are looked up once. */
const placesOfSteps = new WeakMap<Step, readonly (CodePlace | null)[]>();

/** Places of the x86 instructions that a step executes, in order. */
export function placesOf(session: Session, idx: number): readonly (CodePlace | null)[] {
  const step = session.steps[idx];
  if (!step) return [];
  const known = placesOfSteps.get(step);
  if (known) return known;
  const places = session.insnsOf(idx, Number.MAX_SAFE_INTEGER);
  placesOfSteps.set(step, places);
  return places;
}
