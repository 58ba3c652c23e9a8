// What a lane is, and what its builders are given.
//
// Step `i` is the column `i..i+1`; what it changes shows from column `i` on. After `cursor` steps
// the column that has just been done is `cursor - 1`.

import type { MachineEvent, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { LabNames } from '../shared/lab-names.ts';

export type LaneKind = 'actor' | 'site' | 'slot' | 'rcu';

/** A stretch of columns, `end` exclusive. `tone` is a class of the style sheet. */
export interface Band {
  readonly start: number;
  readonly end: number;
  readonly tone: string;
  readonly label: string;
}

/** Something that happened in one step. `row` 0 is the upper line of marks. */
export interface Mark {
  readonly step: number;
  readonly row: 0 | 1;
  readonly tone: string;
  readonly label: string;
}

export interface Lane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly label: string;
  /** A second, quieter line. */
  readonly note: string;
  /** What pointing at the label means. */
  readonly selection: Selection | null;
  /** Ascending, never overlapping. */
  readonly bands: readonly Band[];
  /** Ascending by step. */
  readonly marks: readonly Mark[];
}

export interface TimelineModel {
  readonly stepCount: number;
  /** Steps before time zero. */
  readonly zero: number;
  readonly lanes: readonly Lane[];
}

/** What each builder of lanes gets: every event with its step. */
export interface LaneInput {
  readonly result: LabResult;
  readonly names: LabNames;
  readonly steps: readonly Step[];
  readonly stepCount: number;
}

/** Calls `visit` for every event of the run, in order. */
export function eachEvent(
  steps: readonly Step[],
  visit: (event: MachineEvent, step: number, actor: number) => void,
): void {
  steps.forEach((step, nth) => {
    for (const event of step.events) visit(event, nth, step.actor);
  });
}
