// What the page says at a place of the run.

import type { SentenceOf } from '../../store/sentences.ts';

/** What the last of `cursor` steps did, or that there was none. */
export function sentenceAt(sentenceOf: SentenceOf, cursor: number, stepCount: number): string {
  if (cursor > 0) return sentenceOf(cursor - 1);
  return stepCount > 0 ? 'At the start: nothing has happened yet.' : 'This lab has no steps.';
}
