// What a lane is, and what its builders are given.
//
// Step `i` is the column `i..i+1`; what it changes shows from column `i` on. After `cursor` steps
// the column that has just been done is `cursor - 1`.

import type { MachineEvent, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import type { MarkShape } from './mark-shape.ts';
import type { Wait } from './waits.ts';

export type LaneKind = 'actor' | 'site' | 'slot' | 'lock' | 'rcu';

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
  /** The same in more words, longest first, for columns that have the room. */
  readonly more?: readonly string[];
  /** Says the same where there is no room for words. */
  readonly shape?: MarkShape;
}

/** What one step looks like, wherever it stands. */
export type StepMark = Pick<Mark, 'tone' | 'label' | 'more' | 'shape'>;

/**
 * Further bands of a lane, `top` px below its upper edge: how a CPU passes the time between its steps
 * (`rest`), a reader (`bar`), a grace period or a stretch with interrupts off (`bracket`), a lane that
 * is folded (`thin`).
 */
export interface Strip {
  readonly look: 'rest' | 'bar' | 'bracket' | 'thin';
  readonly top: number;
  readonly height: number;
  /** Ascending, never overlapping. */
  readonly bands: readonly Band[];
  /** Stands beside the strip, under the lane's name. */
  readonly name: string;
  /** Colour of the CPU that it is of. */
  readonly hue?: number | null;
}

export interface Lane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly label: string;
  /** A second, quieter line. */
  readonly note: string;
  /** What it is, in a sentence. */
  readonly hint: string;
  /** The program whose site it is of; '' elsewhere. */
  readonly group: string;
  /** What pointing at the label means. */
  readonly selection: Selection | null;
  /** Whose steps the marks are; null in lanes of other things. */
  readonly actor: number | null;
  /** Letter and colour of a CPU's lane. */
  readonly cpu: CpuLetter | null;
  /** Ascending, never overlapping. */
  readonly bands: readonly Band[];
  /** Ascending by step. */
  readonly marks: readonly Mark[];
  /** Names of the lines of marks; none where they need none. */
  readonly rows: readonly string[];
  readonly strips: readonly Strip[];
}

/** A step in which something went wrong. */
export interface VerdictMark {
  readonly step: number;
  /** "CPU 0: unwound, fell through". */
  readonly title: string;
}

export interface TimelineModel {
  /** What the run is of: the same object for all runs of one lab. */
  readonly lab: unknown;
  readonly stepCount: number;
  /** Steps before time zero. */
  readonly zero: number;
  readonly lanes: readonly Lane[];
  /** Ascending by step. */
  readonly waits: readonly Wait[];
  /** Ascending by step. */
  readonly verdicts: readonly VerdictMark[];
}

/** What each builder of lanes gets: every event with its step. */
export interface LaneInput {
  readonly result: LabResult;
  readonly names: LabNames;
  readonly steps: readonly Step[];
  readonly stepCount: number;
  readonly waits: readonly Wait[];
}

/** A lane with nothing on it yet. */
export const BLANK_LANE: Omit<Lane, 'id' | 'kind' | 'label'> = {
  note: '',
  hint: '',
  group: '',
  selection: null,
  actor: null,
  cpu: null,
  bands: [],
  marks: [],
  rows: [],
  strips: [],
};

/** Calls `visit` for every event of the run, in order. */
export function eachEvent(
  steps: readonly Step[],
  visit: (event: MachineEvent, step: number, actor: number) => void,
): void {
  for (let nth = 0; nth < steps.length; nth++) {
    const step = steps[nth];
    if (step) for (const event of step.events) visit(event, nth, step.actor);
  }
}
