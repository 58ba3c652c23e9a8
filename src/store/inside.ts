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

/** A place as one number, so that those of a long run can be kept; -1 for kernel code outside images. */
export function placeNumber(place: CodePlace | null): number {
  return place ? (place.progIdx * 2 ** 12 + place.funcIdx) * 2 ** 24 + place.byteOff : -1;
}

export const NO_PLACES = new Float64Array(0);

/** Steps are never changed and runs share them, so their places are looked up once. */
const placesOfSteps = new WeakMap<Step, Float64Array>();

/** The place numbers of the x86 instructions of each step of a run. */
export function placesOf(session: Session): (step: Step) => Float64Array {
  const { steps } = session;
  const first = steps.findIndex((step) => insnsOf(step) > 0 && !placesOfSteps.has(step));
  if (first >= 0) {
    let idx = first;
    let places: number[] = [];
    const put = (): void => {
      const step = steps[idx];
      if (step && places.length > 0) placesOfSteps.set(step, Float64Array.from(places));
    };
    session.visitInsns(first, (step, place) => {
      if (step !== idx) {
        put();
        places = [];
        idx = step;
      }
      places.push(placeNumber(place));
    });
    put();
  }
  return (step) => placesOfSteps.get(step) ?? NO_PLACES;
}
