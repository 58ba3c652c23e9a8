// A built-in lab: a text to start from, and what it is there to show.

/** Where the page opens a lab: at the n-th (from 0) step with an event of this kind. */
export interface OpeningStep {
  readonly event: 'rcu-begin' | 'store' | 'poke-begin' | 'slot-write' | 'op-begin' | 'op-end';
  readonly nth: number;
}

export interface BuiltinLab {
  /** Stable: links and the autosave name it. */
  readonly id: string;
  readonly title: string;
  /** One paragraph: what to look at and why it is so. */
  readonly blurb: string;
  readonly text: string;
  readonly opensAt: OpeningStep;
}
