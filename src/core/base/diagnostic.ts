// Places in the lab text, and what is wrong there.

/** Half-open range of UTF-16 code units in the lab text: `start <= end <= text.length`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** A second place that explains a diagnostic, e.g. where a path began. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/**
 * One finding about the lab text. `code` is stable across releases (`asm/unknown-register`,
 * `verifier/stack-too-large`), `message` uses LLVM's or the verifier's own words, `hint` says
 * what to do about it.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
}
