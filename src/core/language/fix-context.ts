// What a quick fix is made from: a finding, and where it stands in the text.

import type { Diagnostic, Span } from '../base/index.ts';
import { type Part, partAt, type Statement, statementAt } from './reading.ts';
import type { Study } from './study.ts';
import type { TextEdit } from './types.ts';

export interface FixContext {
  readonly study: Study;
  readonly finding: Diagnostic;
  readonly part: Part;
  /** The statement that the finding is about, if it is about one. */
  readonly statement: Statement | null;
  /** Text of the finding's span. */
  readonly word: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Makes the fixes that it knows for a finding; the first is the likeliest. */
export type Fixer = (context: FixContext) => readonly Fix[];

export function fixContext(study: Study, finding: Diagnostic): FixContext {
  const { start, end } = finding.span;
  return {
    study,
    finding,
    part: partAt(study.reading, start),
    statement: statementAt(study.reading, start),
    word: study.text.slice(start, end),
  };
}

export function replace({ start, end }: Span, text: string, title?: string): Fix {
  return { title: title ?? `Change to '${text}'`, edits: [{ span: { start, end }, text }] };
}

export function insertAt(offset: number, text: string, title: string): Fix {
  return { title, edits: [{ span: { start: offset, end: offset }, text }] };
}

/** The statement's line with its break, or only the statement if others share the line. */
export function removeStatement({ text }: Study, { start, end }: Span, title: string): Fix {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const found = text.indexOf('\n', end);
  const lineEnd = found < 0 ? text.length : found + 1;
  const alone =
    text.slice(lineStart, start).trim() === '' && !text.slice(end, lineEnd).includes(';');
  const span = alone ? { start: lineStart, end: lineEnd } : { start, end };
  return { title, edits: [{ span, text: '' }] };
}

/** Blanks in front of the line that an offset is in. */
export function indentAt({ text }: Study, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}

/** Behind the last statement of a part, on a line of its own. */
export function endOfPart(study: Study, part: Part): { offset: number; lead: string } {
  const { statements, text } = study.reading;
  const last = statements[part.to - 1] ?? statements[part.header];
  const from = last?.end ?? part.start;
  const found = text.indexOf('\n', from);
  return found < 0 ? { offset: text.length, lead: '\n' } : { offset: found + 1, lead: '' };
}

/** `name`, or the first of `name_2`, `name_3` and so on that nobody has. */
export function freeName({ names }: Study, name: string): string {
  const taken = new Set(names.entities.map((entity) => entity.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}
