// The word of a list that was meant, for lists that the assembler does not know.

import { nearest } from '../asm/index.ts';

/** Null if none is near, or if it is the word itself. */
export function nearestOf(word: string, candidates: Iterable<string>): string | null {
  const found = nearest(word, candidates);
  return found === word ? null : found;
}
