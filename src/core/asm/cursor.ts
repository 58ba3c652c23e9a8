// Walks the tokens of one statement at a time and reports what does not fit, in LLVM's words.
// Authority: the messages of LLVM's BPFAsmParser and AsmParser.

import type { Span } from '../base/index.ts';
import type { LabName } from './lab.ts';
import type { Reports } from './reports.ts';
import { END, NUMBER, PUNCT, STRING, type Tokens, WORD } from './scan.ts';

/** A register as written: number 0..11, and whether it was `w`. */
export interface Reg {
  readonly num: number;
  readonly is32: boolean;
  readonly span: Span;
}

const LETTER_R = 114;
const LETTER_W = 119;

/** Register number of `r0`..`r11` or `w0`..`w11`, or -1. */
function regNumber(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start + 1) - 48;
  if (end - start === 2) return first >= 0 && first <= 9 ? first : -1;
  if (end - start !== 3 || first !== 1) return -1;
  const second = text.charCodeAt(start + 2) - 48;
  return second === 0 || second === 1 ? 10 + second : -1;
}

/**
 * The parsers call `take...` to move on and `fail...` to report at the current token. Failing does not
 * move: the statement loop skips what is left.
 */
export class Cursor {
  readonly text: string;
  readonly reports: Reports;
  private readonly tokens: Tokens;
  private tokenIdx = 0;
  private firstIdx = 0;

  constructor(tokens: Tokens, reports: Reports) {
    this.tokens = tokens;
    this.text = tokens.text;
    this.reports = reports;
  }

  /** True when no token is left in the text. */
  get done(): boolean {
    return this.tokenIdx >= this.tokens.count;
  }

  get kind(): number {
    return this.tokens.kind[this.tokenIdx] ?? END;
  }

  get start(): number {
    return this.tokens.start[this.tokenIdx] ?? this.text.length;
  }

  get end(): number {
    return this.tokens.end[this.tokenIdx] ?? this.text.length;
  }

  get atEnd(): boolean {
    return this.kind === END;
  }

  /** The current token; at the end of a statement an empty span there. */
  get span(): Span {
    return { start: this.start, end: this.atEnd ? this.start : this.end };
  }

  get word(): string {
    return this.text.slice(this.start, this.end);
  }

  /** End of the token before the current one. */
  get lastEnd(): number {
    return this.tokens.end[this.tokenIdx - 1] ?? 0;
  }

  /** From the statement's first token to the last one taken. */
  get statementSpan(): Span {
    const start = this.tokens.start[this.firstIdx] ?? this.text.length;
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** From the statement's first token to its last, taken or not. Does not move. */
  get wholeStatement(): Span {
    const start = this.tokens.start[this.firstIdx] ?? this.text.length;
    let idx = this.tokenIdx;
    while (idx < this.tokens.count && this.tokens.kind[idx] !== END) idx++;
    return { start, end: Math.max(start, idx > 0 ? (this.tokens.end[idx - 1] ?? 0) : 0) };
  }

  /** Marks the current token as the first of a statement. */
  beginStatement(): void {
    this.firstIdx = this.tokenIdx;
  }

  /** Moves behind the END of this statement. */
  skipStatement(): void {
    while (!this.done && this.kind !== END) this.tokenIdx++;
    this.tokenIdx++;
  }

  next(): void {
    this.tokenIdx++;
  }

  /** Back to the token before. */
  back(): void {
    this.tokenIdx--;
  }

  /** Kind of the token `ahead` places further on. */
  peekKind(ahead: number): number {
    return this.tokens.kind[this.tokenIdx + ahead] ?? END;
  }

  peekStart(ahead: number): number {
    return this.tokens.start[this.tokenIdx + ahead] ?? this.text.length;
  }

  peekEnd(ahead: number): number {
    return this.tokens.end[this.tokenIdx + ahead] ?? this.text.length;
  }

  /** Character code of the token `ahead` places on if it is punctuation, else 0. */
  peekPunct(ahead: number): number {
    return this.peekKind(ahead) === PUNCT ? this.text.charCodeAt(this.peekStart(ahead)) : 0;
  }

  /** True if the token `ahead` places on is this character. */
  peekIs(ahead: number, char: string): boolean {
    return this.peekPunct(ahead) === char.charCodeAt(0);
  }

  is(char: string): boolean {
    return this.peekIs(0, char);
  }

  /** The current character code if it is punctuation, else 0. */
  get punct(): number {
    return this.peekPunct(0);
  }

  /** True if the current token is exactly this word. */
  isWord(word: string): boolean {
    return (
      this.kind === WORD &&
      this.end - this.start === word.length &&
      this.text.startsWith(word, this.start)
    );
  }

  take(char: string): boolean {
    if (!this.is(char)) return false;
    this.tokenIdx++;
    return true;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.tokenIdx++;
    return true;
  }

  /** Takes a word of any kind as a name. */
  takeName(): LabName | null {
    if (this.kind !== WORD) return null;
    const name = { name: this.word, span: this.span };
    this.tokenIdx++;
    return name;
  }

  /** Takes tokens that touch each other as one word: `6.1-plain`, `fentry.s/do_nanosleep`. */
  takeJoined(): LabName | null {
    if (this.atEnd) return null;
    const start = this.start;
    this.tokenIdx++;
    while (!this.atEnd && this.start === this.lastEnd) this.tokenIdx++;
    const span = { start, end: this.lastEnd };
    return { name: this.text.slice(span.start, span.end), span };
  }

  /** Register at `ahead`, without moving: its number, plus 16 for `w`; -1 if it is none. */
  peekReg(ahead = 0): number {
    const idx = this.tokenIdx + ahead;
    if (this.tokens.kind[idx] !== WORD) return -1;
    const start = this.tokens.start[idx] ?? 0;
    const letter = this.text.charCodeAt(start);
    if (letter !== LETTER_R && letter !== LETTER_W) return -1;
    const num = regNumber(this.text, start, this.tokens.end[idx] ?? 0);
    return num < 0 || letter === LETTER_R ? num : num + 16;
  }

  takeReg(): Reg | null {
    return this.takePacked(this.peekReg());
  }

  /** A register at the start of a statement, where LLVM takes capitals too. */
  takeFirstReg(): Reg | null {
    const packed = this.peekReg();
    if (packed >= 0 || this.kind !== WORD) return this.takePacked(packed);
    const match = /^([RW])([0-9]|1[01])$/.exec(this.word);
    return this.takePacked(match === null ? -1 : Number(match[2]) + (match[1] === 'W' ? 16 : 0));
  }

  private takePacked(packed: number): Reg | null {
    if (packed < 0) return null;
    const reg = { num: packed & 15, is32: packed >= 16, span: this.span };
    this.tokenIdx++;
    return reg;
  }

  /** A register of the given width, or an operand error. */
  needReg(is32: boolean): Reg | null {
    const packed = this.peekReg();
    if (packed >= 0 && packed >= 16 === is32) return this.takeReg();
    if (packed < 0) return this.failOperand();
    const wanted = `${is32 ? 'w' : 'r'}${packed & 15}`;
    return this.failOperand(`the other side has ${is32 ? 32 : 64} bits: use ${wanted}`);
  }

  need(char: string, hint?: string): boolean {
    if (this.take(char)) return true;
    this.failOperand(hint ?? `expected '${char}'`);
    return false;
  }

  /** Nothing may follow. */
  needEnd(): boolean {
    if (this.atEnd) return true;
    this.failOperand();
    return false;
  }

  /** "Did you mean" for the current word. */
  suggest(candidates: Iterable<string>): string | undefined {
    return this.isWordToken ? this.reports.suggest(this.word, candidates) : undefined;
  }

  fail(code: string, span: Span, message: string, hint?: string): null {
    this.reports.error(code, span, message, { hint });
    return null;
  }

  /** LLVM's two commonest complaints, by whether the statement ended early. */
  failOperand(hint?: string): null {
    if (this.atEnd) {
      const span = this.wholeStatement;
      return this.fail('too-few-operands', span, 'too few operands for instruction', hint);
    }
    return this.fail('invalid-operand', this.span, 'invalid operand for instruction', hint);
  }

  /** For directives and lab statements, where LLVM has no say. */
  failExpected(what: string, hint?: string): null {
    if (!this.atEnd) {
      return this.fail('unexpected-token', this.span, `unexpected token, expected ${what}`, hint);
    }
    return this.fail('missing-token', this.wholeStatement, `expected ${what}`, hint);
  }

  get isNumber(): boolean {
    return this.kind === NUMBER;
  }

  get isString(): boolean {
    return this.kind === STRING;
  }

  get isWordToken(): boolean {
    return this.kind === WORD;
  }
}
