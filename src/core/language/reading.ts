// A lab text as an editor sees it: lines, parts and statements with their words, whatever is wrong with it.
// Authority: core/asm's scanner for the words, GRAMMAR.md for what begins a part. Unlike the parser it keeps
// comments and never leaves anything out.

import { COMMENT, END, NUMBER, scanWithComments, WORD } from '../asm/index.ts';
import { at, type Span } from '../base/index.ts';

export interface Word extends Span {
  /** WORD, NUMBER, STRING or PUNCT of core/asm. */
  readonly kind: number;
  readonly text: string;
}

export type PartKind =
  | 'none'
  | 'kernel'
  | 'map'
  | 'prog'
  | 'func'
  | 'init'
  | 'cpu'
  | 'expect'
  | 'protocol'
  | 'layout';

/** A directive of the lab language with all that stands below it; the first part may have none. */
export interface Part {
  readonly kind: PartKind;
  readonly idx: number;
  readonly start: number;
  /** Where the next part begins. */
  readonly end: number;
  /** Index of the directive's statement; -1 in a part without one. */
  readonly header: number;
  /** Statements below the directive: from, inclusive, and to, exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Words up to the end of a line or a `;`, labels included. Never empty. */
export interface Statement extends Span {
  readonly words: readonly Word[];
  readonly part: number;
  /** A `;` stands behind it. */
  readonly closed: boolean;
}

export interface Reading {
  readonly text: string;
  /** Where each line begins. */
  readonly lines: readonly number[];
  readonly parts: readonly Part[];
  readonly statements: readonly Statement[];
  readonly comments: readonly Span[];
}

const KINDS: ReadonlyMap<string, PartKind> = new Map(
  (['kernel', 'map', 'prog', 'func', 'init', 'cpu', 'expect', 'protocol', 'layout'] as const).map(
    (kind) => [`.${kind}`, kind],
  ),
);

/** Index of the last span that begins at or before `offset`, or -1. */
export function lastBefore(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(spans, middle).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the line that an offset is in. */
export function lineOf({ lines }: Reading, offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(lines, middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Line `line` without its line break. */
export function lineSpan({ text, lines }: Reading, line: number): Span {
  const start = lines[line] ?? text.length;
  const next = lines[line + 1];
  return { start, end: next === undefined ? text.length : next - 1 };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Collects words into statements, statements into parts. */
class Reader {
  readonly parts: Part[] = [];
  readonly statements: Statement[] = [];
  readonly comments: Span[] = [];
  private readonly text: string;
  /** Words of the statement that is being read. */
  private readonly words: Word[] = [];
  private open: Omit<Part, 'end' | 'to'> = { kind: 'none', idx: 0, start: 0, header: -1, from: 0 };

  constructor(text: string) {
    this.text = text;
  }

  read(): void {
    const { text, words, comments } = this;
    const tokens = scanWithComments(text, false);
    for (let idx = 0; idx < tokens.count; idx++) {
      const kind = tokens.kind[idx] ?? END;
      const start = tokens.start[idx] ?? 0;
      const end = tokens.end[idx] ?? 0;
      if (kind === COMMENT) comments.push({ start, end });
      else if (kind === END) this.endStatement(text.charAt(start) === ';');
      else words.push({ kind, start, end, text: text.slice(start, end) });
    }
    this.closePart(this.text.length);
  }

  private endStatement(closed: boolean): void {
    const words = this.words.splice(0);
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    const kind = first.kind === WORD ? KINDS.get(first.text) : undefined;
    const isLabel = words[1]?.text === ':' && this.open.kind !== 'protocol';
    if (kind !== undefined && !isLabel) this.beginPart(kind, first.start);
    const span = { start: first.start, end: last.end };
    this.statements.push({ ...span, words, part: this.open.idx, closed });
  }

  private beginPart(kind: PartKind, start: number): void {
    this.closePart(start);
    const header = this.statements.length;
    this.open = { kind, idx: this.parts.length, start, header, from: header + 1 };
  }

  private closePart(end: number): void {
    this.parts.push({ ...this.open, end, to: this.statements.length });
  }
}

export function readText(text: string): Reading {
  const reader = new Reader(text);
  reader.read();
  const { parts, statements, comments } = reader;
  return { text, lines: lineStarts(text), parts, statements, comments };
}

/** The part that an offset is in. */
export function partAt({ parts }: Reading, offset: number): Part {
  return at(parts, Math.max(0, lastBefore(parts, offset)));
}

/** The statement whose words reach to or over an offset, on the same line; null between statements. */
export function statementAt(reading: Reading, offset: number): Statement | null {
  const found = reading.statements[lastBefore(reading.statements, offset)];
  if (found === undefined || found.end < offset) return null;
  return found;
}

/** The word at an offset; behind a word counts as in it. */
export function wordAt(reading: Reading, offset: number): Word | null {
  const words = statementAt(reading, offset)?.words ?? [];
  const idx = lastBefore(words, offset);
  const [found, before] = [words[idx], words[idx - 1]];
  if (found === undefined || found.end < offset) return null;
  // Between two words that touch, the one with letters is meant.
  const isName = found.kind === WORD || found.kind === NUMBER;
  if (!isName && before !== undefined && before.end === offset) return before;
  return found;
}

/** True inside a comment; at its end too, unless it is a block comment that is closed. */
export function inComment({ text, comments }: Reading, offset: number): boolean {
  const comment = comments[lastBefore(comments, offset - 1)];
  if (comment === undefined) return false;
  const closed = text.startsWith('/*', comment.start) && text.endsWith('*/', comment.end);
  return closed ? offset < comment.end : offset <= comment.end;
}

/** Statements of a part below its directive. */
export function bodyOf(reading: Reading, part: Part): readonly Statement[] {
  return reading.statements.slice(part.from, part.to);
}

/** Words of the directive itself, the directive first; none in the part before the first one. */
export function headerOf(reading: Reading, part: Part): readonly Word[] {
  return reading.statements[part.header]?.words ?? [];
}

export function isCode({ kind }: Part): boolean {
  return kind === 'prog' || kind === 'func';
}

/** Labels in front of a statement, and where the statement proper begins in its words. */
export function labelsOf({ words }: Statement): { readonly labels: Word[]; readonly from: number } {
  const labels: Word[] = [];
  let from = 0;
  for (;;) {
    const [name, colon] = [words[from], words[from + 1]];
    if (name === undefined || colon?.text !== ':') return { labels, from };
    if (name.kind !== WORD && name.kind !== NUMBER) return { labels, from };
    labels.push(name);
    from += 2;
  }
}
