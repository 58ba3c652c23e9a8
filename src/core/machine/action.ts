// A choice: which actor takes the next step, and which of several things then happens.
// One number each, so that a schedule is a list of small numbers; links carry them, so the coding
// is fixed: raise LINK_MODEL when it changes.

/** What an actor may do. */
export type ActionKind =
  /** Its next step: a statement, a phase of a system call, or instructions up to the next visible one. */
  | 'go'
  /** Take the IPI of a sync that waits for it. */
  | 'ipi'
  /** Leave the CPU inside a program that can be preempted; come back to it. */
  | 'preempt'
  | 'resume';

/** `actor * 16 + code`: codes 0..7 are `go` with that variant, then ipi, preempt, resume. */
export type Action = number;

/** Largest variant of a `go`. */
export const MAX_VARIANT = 7;

const CODES = 16;
const IPI = 8;
const PREEMPT = 9;
const RESUME = 10;

/**
 * The next step of an actor. `variant` (0..MAX_VARIANT) says what a fetch sees (`fetchChoices`): up to
 * HISTORY how many stores it misses, above that a mix of moments. 0 is what memory holds, and for
 * every step that is no fetch.
 */
export function goAction(actor: number, variant = 0): Action {
  return actor * CODES + variant;
}

export function otherAction(actor: number, kind: Exclude<ActionKind, 'go'>): Action {
  return actor * CODES + { ipi: IPI, preempt: PREEMPT, resume: RESUME }[kind];
}

export function actionActor(action: Action): number {
  return Math.floor(action / CODES);
}

/** Null for a number that no action has. */
export function actionKind(action: Action): ActionKind | null {
  const code = action % CODES;
  if (code < IPI) return 'go';
  if (code === IPI) return 'ipi';
  if (code === PREEMPT) return 'preempt';
  return code === RESUME ? 'resume' : null;
}

/** Which of its choices a fetch takes; 0 for all else. */
export function actionVariant(action: Action): number {
  const code = action % CODES;
  return code < IPI ? code : 0;
}
