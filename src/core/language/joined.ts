// Words that touch each other are one name in the headers of directives: `6.1-plain`, `fentry.s/f`.

import type { Span } from '../base/index.ts';
import type { Word } from './reading.ts';

export interface Joined extends Span {
  readonly text: string;
  /** Index of the word behind it. */
  readonly next: number;
}

/** The joined word at index `from`, or null at the end. */
export function joinedAt(words: readonly Word[], from: number): Joined | null {
  const first = words[from];
  if (first === undefined) return null;
  let { end, text } = first;
  let next = from + 1;
  for (let word = words[next]; word !== undefined && word.start === end; word = words[next]) {
    text += word.text;
    end = word.end;
    next++;
  }
  return { start: first.start, end, text, next };
}

/** All words from index `from` on, joined where they touch. */
export function joinedFrom(words: readonly Word[], from: number): Joined[] {
  const found: Joined[] = [];
  for (let word = joinedAt(words, from); word !== null; word = joinedAt(words, word.next)) {
    found.push(word);
  }
  return found;
}
