// Lab text to tokens: the one lexer behind the parser and the editor's colours.
// Authority: LLVM's AsmLexer as the BPF target sets it up (`#`, `//` and `/* */` comments, `;` between
// statements, C-like numbers). Departures: a comment may stand between any two tokens, and a no-break
// space is a space.

/** Token kinds. END is a line break, a `;` or the end of the text; PUNCT is one character. */
export const WORD = 1;
export const NUMBER = 2;
export const STRING = 3;
export const PUNCT = 4;
export const END = 5;
export const COMMENT = 6;

/** Tokens in order, as parallel arrays: the text of token i is `text.slice(start[i], end[i])`. */
export interface Tokens {
  readonly text: string;
  readonly kind: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly count: number;
  /** Where a block comment begins that never ends, or -1. */
  readonly openComment: number;
}

const NEWLINE = 10;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const SEMICOLON = 59;
const BACKSLASH = 92;

/** Character classes of ASCII: what may begin a word, what may go on one, digits, blanks. */
const WORD_START = 1;
const WORD_PART = 2;
const DIGIT = 4;
const HEX_DIGIT = 8;
const BLANK = 16;

const CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(128);
  const mark = (chars: string, bits: number): void => {
    for (let i = 0; i < chars.length; i++) {
      const code = chars.charCodeAt(i);
      classes[code] = (classes[code] ?? 0) | bits;
    }
  };
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  mark(letters + letters.toUpperCase() + '_.$', WORD_START | WORD_PART);
  mark('@?', WORD_PART);
  mark('0123456789', WORD_PART | DIGIT | HEX_DIGIT);
  mark('abcdefABCDEF', HEX_DIGIT);
  mark(' \t\r\f\v', BLANK);
  return classes;
})();

function isClass(code: number, bits: number): boolean {
  return ((CLASSES[code] ?? 0) & bits) !== 0;
}

function isBlank(code: number): boolean {
  return isClass(code, BLANK) || code === 0xa0 || code === 0xfeff;
}

class Scanner {
  private readonly text: string;
  private readonly kind: Uint8Array;
  private readonly start: Uint32Array;
  private readonly end: Uint32Array;
  private readonly keepComments: boolean;
  private count = 0;
  private at = 0;
  private openComment = -1;

  constructor(text: string, keepComments: boolean) {
    this.text = text;
    this.kind = new Uint8Array(text.length + 1);
    this.start = new Uint32Array(text.length + 1);
    this.end = new Uint32Array(text.length + 1);
    this.keepComments = keepComments;
  }

  run(inComment: boolean): Tokens {
    const { text } = this;
    if (inComment) this.blockComment(0, 0);
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (isBlank(code)) this.at++;
      else this.token(code);
    }
    this.push(END, text.length, text.length);
    const { kind, start, end, count, openComment } = this;
    return { text, kind, start, end, count, openComment };
  }

  private push(kind: number, start: number, end: number): void {
    this.kind[this.count] = kind;
    this.start[this.count] = start;
    this.end[this.count] = end;
    this.count++;
    this.at = end;
  }

  private token(code: number): void {
    const { at } = this;
    if (isClass(code, WORD_START)) this.push(WORD, at, this.skip(at + 1, WORD_PART));
    else if (isClass(code, DIGIT)) this.push(NUMBER, at, this.numberEnd());
    else if (code === NEWLINE || code === SEMICOLON) this.push(END, at, at + 1);
    else if (code === HASH) this.lineComment();
    else if (code === SLASH) this.slash();
    else if (code === QUOTE) this.push(STRING, at, this.stringEnd());
    else if (code === APOSTROPHE) this.apostrophe();
    else this.push(PUNCT, at, at + ((this.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
  }

  /** First place from `from` on that is not of this class. */
  private skip(from: number, bits: number): number {
    let at = from;
    while (isClass(this.text.charCodeAt(at), bits)) at++;
    return at;
  }

  /** `0x1f`, `0b101`, `017`, `25`, each with an optional U, L, UL, LL or ULL that means nothing. */
  private numberEnd(): number {
    const { text, at } = this;
    const prefix = text.charCodeAt(at) === 48 ? text.charAt(at + 1) : '';
    let end = this.skip(at + 1, DIGIT);
    if (prefix === 'x' || prefix === 'X') end = this.skip(at + 2, HEX_DIGIT);
    else if (prefix === 'b' || prefix === 'B') {
      const next = text.charAt(at + 2);
      if (next === '0' || next === '1') end = this.skip(at + 2, DIGIT);
    }
    if (text.charAt(end) === 'U') end++;
    if (text.charAt(end) === 'L') end++;
    if (text.charAt(end) === 'L') end++;
    return end;
  }

  /** A string ends at its quote, or without one at the end of the line. */
  private stringEnd(): number {
    const { text } = this;
    for (let at = this.at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === NEWLINE) return at;
      if (code === BACKSLASH && text.charCodeAt(at + 1) !== NEWLINE) at++;
    }
    return text.length;
  }

  /** `'a'` and `'\n'` are numbers; any other apostrophe stands for itself. */
  private apostrophe(): void {
    const { text, at } = this;
    const length = text.charCodeAt(at + 1) === BACKSLASH ? 4 : 3;
    const closed = text.charCodeAt(at + length - 1) === APOSTROPHE;
    const oneLine = !text.slice(at, at + length).includes('\n');
    if (closed && oneLine) this.push(NUMBER, at, at + length);
    else this.push(PUNCT, at, at + 1);
  }

  private slash(): void {
    const next = this.text.charCodeAt(this.at + 1);
    if (next === SLASH) this.lineComment();
    else if (next === STAR) this.blockComment(this.at, this.at + 2);
    else this.push(PUNCT, this.at, this.at + 1);
  }

  private lineComment(): void {
    const newline = this.text.indexOf('\n', this.at);
    this.comment(this.at, newline < 0 ? this.text.length : newline);
  }

  private blockComment(start: number, from: number): void {
    const close = this.text.indexOf('*/', from);
    if (close < 0) this.openComment = start;
    this.comment(start, close < 0 ? this.text.length : close + 2);
  }

  private comment(start: number, end: number): void {
    if (this.keepComments && end > start) this.push(COMMENT, start, end);
    else this.at = end;
  }
}

/** Tokens without comments; the last one is an END. Never fails. */
export function scan(text: string): Tokens {
  return new Scanner(text, false).run(false);
}

/** Tokens with comments. `inComment`: the text begins inside a block comment. */
export function scanWithComments(text: string, inComment: boolean): Tokens {
  return new Scanner(text, true).run(inComment);
}
