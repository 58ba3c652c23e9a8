// Lines in canonical layout: directives and labels at the margin, instructions and statements at 8, protocols
// by 4, comments behind code in one column. The built-in labs are written so.
// Lines with a comment that goes on over their end, or with one in their middle, stay as they are.

import { STRING } from '../asm/index.ts';
import type { Span } from '../base/index.ts';
import { protocolIndents } from './format-protocol.ts';
import { joinedFrom } from './joined.ts';
import {
  isCode,
  labelsOf,
  lineOf,
  lineSpan,
  type Part,
  partAt,
  type Reading,
  type Statement,
  type Word,
} from './reading.ts';
import { spaced } from './spacing.ts';

const BODY = 8;
/** Columns of comments behind code, and the width beyond which a line does not move its neighbours'. */
const CODE_COMMENTS = 36;
const OTHER_COMMENTS = 44;
const WIDEST = 72;

interface Line {
  readonly code: string;
  /** Behind the code; null where there is none. */
  readonly comment: string | null;
  /** Part whose comments stand in one column. */
  readonly part: Part;
  readonly isHeader: boolean;
  /** More than one blank behind the name of a directive: its author made columns. */
  readonly padded: boolean;
}

/** `.map NAME TYPE`: types of neighbouring lines in one column, if any of them has been moved there. */
const MAP_LINE = /^\.map (\S+) +(.*)$/;
const LONGEST_NAME = 24;

function isMapLine(line: Line | string | undefined): line is Line {
  return typeof line === 'object' && line.isHeader && MAP_LINE.test(line.code);
}

function alignMaps(lines: readonly (Line | string)[]): (Line | string)[] {
  const aligned = [...lines];
  for (let from = 0; from < lines.length; from++) {
    let to = from;
    while (isMapLine(lines[to])) to++;
    const run = lines.slice(from, to).filter(isMapLine);
    const names = run.map(({ code }) => MAP_LINE.exec(code)?.[1]?.length ?? 0);
    const width = Math.max(0, ...names.filter((length) => length <= LONGEST_NAME));
    if (run.some(({ padded }) => padded))
      run.forEach((line, idx) => {
        const [, name = '', rest = ''] = MAP_LINE.exec(line.code) ?? [];
        aligned[from + idx] = { ...line, code: `.map ${name.padEnd(width)} ${rest}` };
      });
    from = Math.max(from, to - 1);
  }
  return aligned;
}

function headerText(words: readonly Word[]): string {
  return joinedFrom(words, 0)
    .map(({ text }) => text)
    .join(' ')
    .replace(/ ?= ?/g, '=');
}

class Layout {
  private readonly reading: Reading;
  private readonly text: string;
  private nextStatement = 0;
  private nextComment = 0;

  constructor(reading: Reading) {
    this.reading = reading;
    this.text = reading.text;
  }

  /** Lines of the new text, one for each line of the old one. */
  lines(): string[] {
    const lines = alignMaps(
      this.reading.lines.map((_, line) => this.line(lineSpan(this.reading, line))),
    );
    const columns = this.columns(lines);
    const indents = this.protocolLines();
    return lines.map((line, idx) => {
      if (typeof line === 'string') {
        const indent = indents.get(idx);
        return indent === undefined || line === '' ? line : ' '.repeat(indent) + line.trimStart();
      }
      const { code, comment, part, isHeader } = line;
      if (comment === null) return code;
      const column = isHeader ? this.columnOf(part, code.length) : (columns.get(part.idx) ?? 0);
      return (
        code.padEnd(Math.max(column - 1, code.length)) +
        (column > code.length ? ' ' : '  ') +
        comment
      );
    });
  }

  /** A line apart into code and comment, or as it stands if it is not to be touched. */
  private line(span: Span): Line | string {
    const statements = this.statementsIn(span);
    const comments = this.commentsIn(span);
    const whole = this.text.slice(span.start, span.end);
    const crosses = (each: Span): boolean => each.start < span.start || each.end > span.end;
    if (comments.some(crosses) || statements.some(crosses)) return whole;
    const part = partAt(this.reading, statements[0]?.start ?? span.start);
    const [first, last] = [statements[0], statements.at(-1)];
    const isHeader = first !== undefined && this.reading.statements[part.header] === first;
    if (part.kind === 'protocol' && !isHeader) return whole.trimEnd();
    if (first === undefined || last === undefined) return this.commentLine(whole, part);
    if (comments.some((comment) => comment.start < last.end)) return whole.trimEnd();
    const tail = comments[0]?.start ?? span.end;
    const code = this.code(statements, part);
    const comment = comments.length === 0 ? null : this.text.slice(tail, span.end).trimEnd();
    const [name, type] = [first.words[1], first.words[2]];
    const padded = name !== undefined && type !== undefined && type.start > name.end + 1;
    return { code, comment, part, isHeader, padded };
  }

  private statementsIn(span: Span): Statement[] {
    const { statements } = this.reading;
    const found: Statement[] = [];
    for (; (statements[this.nextStatement]?.start ?? Infinity) <= span.end; this.nextStatement++) {
      const statement = statements[this.nextStatement];
      if (statement !== undefined) found.push(statement);
    }
    const before = statements[this.nextStatement - found.length - 1];
    return before !== undefined && before.end > span.start ? [before, ...found] : found;
  }

  private commentsIn(span: Span): Span[] {
    const { comments } = this.reading;
    const found: Span[] = [];
    for (; (comments[this.nextComment]?.start ?? Infinity) <= span.end; this.nextComment++) {
      const comment = comments[this.nextComment];
      if (comment !== undefined) found.push(comment);
    }
    const before = comments[this.nextComment - found.length - 1];
    return before !== undefined && before.end > span.start ? [before, ...found] : found;
  }

  private commentLine(whole: string, part: Part): string {
    const text = whole.trim();
    const atMargin = !/^\s/.test(whole) || this.indentOf(part) === 0;
    return text === '' || atMargin ? text : ' '.repeat(BODY) + text;
  }

  private indentOf({ kind }: Part): number {
    return ['prog', 'func', 'init', 'cpu', 'expect'].includes(kind) ? BODY : 0;
  }

  private code(statements: readonly Statement[], part: Part): string {
    let text = '';
    for (const statement of statements) {
      const isHeader =
        this.reading.statements[partAt(this.reading, statement.start).header] === statement;
      const margin = text === '' && !isHeader ? this.indentOf(part) : 0;
      const body = isHeader ? headerText(statement.words) : this.body(statement, part, margin);
      text += (text === '' ? '' : ' ') + body + (statement.closed ? ';' : '');
    }
    return text;
  }

  /** Labels at the margin, the statement behind them at `margin`. */
  private body(statement: Statement, part: Part, margin: number): string {
    const { labels, from } = isCode(part) ? labelsOf(statement) : { labels: [], from: 0 };
    const label = labels.map(({ text }) => `${text}:`).join(' ');
    const words = statement.words.slice(from);
    const [first] = words;
    if (first === undefined) return label;
    const written = this.text.slice(first.start, statement.end);
    const raw = first.text.startsWith('.') || words.some(({ kind }) => kind === STRING);
    const code = raw || this.indentOf(part) === 0 ? written : spaced(words, written);
    return label === ''
      ? ' '.repeat(margin) + code
      : `${label.padEnd(Math.max(0, margin - 1))} ${code}`;
  }

  private columnOf(part: Part, width: number): number {
    const base = isCode(part) ? CODE_COMMENTS : OTHER_COMMENTS;
    return width > WIDEST ? 0 : Math.max(base, Math.ceil((width + 1) / 4) * 4);
  }

  /** Column of the comments of each part. */
  private columns(lines: readonly (Line | string)[]): Map<number, number> {
    const columns = new Map<number, number>();
    for (const line of lines) {
      if (typeof line === 'string' || line.comment === null || line.isHeader) continue;
      const { idx } = line.part;
      const column = this.columnOf(line.part, line.code.length);
      columns.set(idx, Math.max(columns.get(idx) ?? 0, column));
    }
    return columns;
  }

  /** Indentation of the lines of protocols' bodies. */
  private protocolLines(): Map<number, number> {
    const found = new Map<number, number>();
    const { lines, parts, statements } = this.reading;
    for (const part of parts) {
      const header = statements[part.header];
      if (part.kind !== 'protocol' || header === undefined) continue;
      const first = lineOf(this.reading, header.end) + 1;
      const to = lineOf(this.reading, part.end - 1);
      const starts = lines.slice(first, to + 1).filter((start) => start < part.end);
      const from = starts[0] ?? part.end;
      const body = this.text.slice(from, part.end);
      protocolIndents(
        body,
        starts.map((start) => start - from),
      ).forEach((indent, idx) => found.set(first + idx, indent));
    }
    return found;
  }
}

/** Lines of the new text, one for each line of the old one. */
export function laidOut(reading: Reading): string[] {
  return new Layout(reading).lines();
}
