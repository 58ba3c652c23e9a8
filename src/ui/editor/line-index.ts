// Character offsets to lines and back.

import type { Span } from '../../core/base/index.ts';

export interface LineIndex {
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
  /** Offset behind each line's last character, line break excluded. */
  readonly ends: readonly number[];
}

export function indexLines(text: string): LineIndex {
  const starts = [0];
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    ends.push(text[at - 1] === '\r' ? at - 1 : at);
    starts.push(at + 1);
  }
  ends.push(text.length);
  return { starts, ends };
}

/** 0-based line of `offset`; offsets beyond the text fall on the last line. */
export function lineAt(index: LineIndex, offset: number): number {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((index.starts[mid] ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}

/** The statement on a line as a span: without indent and comment; null when there is none. */
export function statementSpan(text: string, index: LineIndex, line: number): Span | null {
  const start = index.starts[line];
  const end = index.ends[line];
  if (start === undefined || end === undefined) return null;
  const words = text.slice(start, end).replace(/(\/\/|#|\/\*).*$/, '');
  const from = words.search(/\S/);
  return from < 0 ? null : { start: start + from, end: start + words.trimEnd().length };
}
