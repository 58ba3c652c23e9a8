// The place of the caret, as completion and signature help see it: the word so far and what stands before it.

import type { Span } from '../base/index.ts';
import { headerOf, labelsOf, lastBefore, type Part, partAt, type Word } from './reading.ts';
import type { Study } from './study.ts';

export interface Spot {
  readonly study: Study;
  readonly part: Part;
  /** The word so far, up to the caret. */
  readonly span: Span;
  readonly typed: string;
  /** Words of this statement in front of it, labels left out. */
  readonly before: readonly Word[];
  /** Nothing but blanks in front of it on its line. */
  readonly atLineStart: boolean;
  /** The caret is in the line of the part's directive. */
  readonly inHeader: boolean;
}

/** Characters that go on the word so far; names of kernels, sections and protocols may have more. */
const TYPED = /[\w.$]/;
const TYPED_IN_HEADER = /[\w./-]/;

/** Where the word that ends at `offset` begins. */
function typedFrom(text: string, offset: number, part: RegExp): number {
  let start = offset;
  while (start > 0 && part.test(text.charAt(start - 1))) start--;
  return start;
}

/** Words of the statement that the caret is in or directly behind, up to `offset`. */
function wordsBefore(study: Study, offset: number): readonly Word[] {
  const { statements, text } = study.reading;
  const statement = statements[lastBefore(statements, offset)];
  if (statement === undefined) return [];
  const ended = statement.end < offset && /[\n;]/.test(text.slice(statement.end, offset));
  return ended ? [] : statement.words.filter(({ end }) => end <= offset);
}

export function spotAt(study: Study, offset: number): Spot {
  const { text } = study.reading;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(lineStart, offset);
  const part = partAt(study.reading, offset);
  const [directive] = headerOf(study.reading, part);
  const header = study.reading.statements[part.header];
  const inHeader =
    header !== undefined &&
    directive !== undefined &&
    offset > directive.end &&
    !/[\n;]/.test(text.slice(header.end, Math.max(header.end, offset)));
  const span = { start: typedFrom(text, offset, inHeader ? TYPED_IN_HEADER : TYPED), end: offset };
  const typed = text.slice(span.start, offset);
  const words = wordsBefore(study, span.start);
  const { from } = labelsOf({ words, start: 0, end: 0, part: 0, closed: false });
  const isCode = part.kind === 'prog' || part.kind === 'func';
  const before = isCode && !inHeader ? words.slice(from) : words;
  const atLineStart = line.trim() === typed;
  return { study, part, span, typed, before, atLineStart, inHeader };
}
