import type { Span } from '../../core/base/index.ts';

/** The one stretch in which two texts differ: its place in the old one, and what the new one has there. */
export function changeBetween(
  old: string,
  next: string,
): { readonly span: Span; readonly words: string } {
  const most = Math.min(old.length, next.length);
  let start = 0;
  while (start < most && old[start] === next[start]) start += 1;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === next[next.length - 1 - same])
    same += 1;
  const span = { start, end: old.length - same };
  return { span, words: next.slice(start, next.length - same) };
}
