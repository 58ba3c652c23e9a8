// "Take me there": from the problems list to a place in the text.

import type { Span } from '../../core/base/index.ts';

type Reveal = (span: Span) => void;

let current: Reveal | null = null;

/** The editor on screen says how to select and show a place; returns the way to take that back. */
export function offerReveal(reveal: Reveal): () => void {
  current = reveal;
  return () => {
    if (current === reveal) current = null;
  };
}

/** Selects `span` in the editor on screen and moves the focus there. */
export function reveal(span: Span): void {
  current?.(span);
}
