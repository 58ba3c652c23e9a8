// A built-in lab: a text to start from, and what it is there to show.

import type { MachineEvent, ScriptMove } from '../core/machine/index.ts';

/** Where the page opens a lab: at the n-th (from 0) step with an event of this kind. */
export interface OpeningStep {
  readonly event: MachineEvent['kind'];
  readonly nth: number;
}

/** Two kernels to lay beside each other, and what became of tail calls between them. */
export interface LabChapter {
  readonly title: string;
  /** A few sentences. */
  readonly note: string;
  /** As behind `.kernel`. */
  readonly a: string;
  readonly b: string;
}

export interface BuiltinLab {
  /** Stable: links and the autosave name it. */
  readonly id: string;
  readonly title: string;
  /** One paragraph: what to look at and why it is so. */
  readonly blurb: string;
  readonly text: string;
  readonly opensAt: OpeningStep;
  /** How the run begins; behind it the actors take turns. Without one they do so from time zero on. */
  readonly script?: readonly ScriptMove[];
  /** True: nothing runs behind the script; the reader goes on from there. */
  readonly stopsThere?: boolean;
  /** A story that is told by comparing builds. */
  readonly chapters?: readonly LabChapter[];
}
