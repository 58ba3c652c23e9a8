// Changes from outside of the editors: a quick fix, a format from the bar.

import type { TextEdit } from '../../core/language/index.ts';

type Apply = (edits: readonly TextEdit[]) => void;

let current: Apply | null = null;

/** The editor on screen says how to change its text, to be undone as one; returns the way to take that back. */
export function offerApply(apply: Apply): () => void {
  current = apply;
  return () => {
    if (current === apply) current = null;
  };
}

/** Changes the text in the editor on screen. */
export function applyEdits(edits: readonly TextEdit[]): void {
  if (edits.length > 0) current?.(edits);
}

/** The text after edits that do not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  return ordered.reduce(
    (changed, { span, text: words }) =>
      changed.slice(0, span.start) + words + changed.slice(span.end),
    text,
  );
}
