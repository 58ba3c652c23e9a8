// What a command answers, and what it may ask of the world around it.

import type { Result } from '../core/base/index.ts';

/** Exit codes; the last is for a search that met a bound, which says neither pass nor fail. */
export const EXIT = { held: 0, failed: 1, badInput: 2, notFinished: 3 } as const;

export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: (typeof EXIT)[keyof typeof EXIT];
}

/** The world as the commands see it. An error is a phrase without the path. */
export interface World {
  /** A file of the user's. */
  readonly read: (path: string) => Result<string, string>;
  /** A file of this repository, by its path there. */
  readonly readOwn: (path: string) => Result<string, string>;
  readonly writeOwn: (path: string, text: string) => void;
  /** How far a long search has come, in a line that replaces the one before. */
  readonly progress: (line: string) => void;
}

export function printed(out: string, code: Answer['code'] = EXIT.held): Answer {
  return { out, err: '', code };
}

export function badInput(err: string): Answer {
  return { out: '', err: `${err}\n`, code: EXIT.badInput };
}
