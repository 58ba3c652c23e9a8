// Kinds of tokens for an editor's colours, line by line, so that a change repaints only what it must.
// Not modelled: whether names are declared; that is what diagnostics are for.

import { helperByName, mapTypeInfo, parseProgSection } from '../bpf/index.ts';
import { MNEMONICS } from './mnemonic-words.ts';
import { COMMENT, END, NUMBER, STRING, scanWithComments, type Tokens, WORD } from './scan.ts';
import {
  EXPECT_WORDS,
  INSN_WORDS,
  LAB_DIRECTIVES,
  OP_WORDS,
  TYPE_WORDS,
  type VocabularyEntry,
} from './vocabulary.ts';

export type TokenKind =
  | 'comment'
  | 'directive'
  | 'keyword'
  | 'type'
  | 'register'
  | 'number'
  | 'string'
  | 'label'
  | 'helper'
  | 'name'
  | 'operator'
  | 'punct';

/** Half-open range of UTF-16 code units, of the line for `tokenizeLine`, of the text for `tokenize`. */
export interface LabToken {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** What the start of a line needs to know of the lines before. Equal states are the same number. */
export type LineState = number;

/** State before the first line. */
export const INITIAL_LINE_STATE: LineState = 0;

/** Bits of a LineState: inside a block comment, and which part of the lab this is. */
const IN_COMMENT = 1;
const PART_CODE = 0;
const PART_OPS = 2;
const PART_PROTOCOL = 4;
const PART_MASK = 6;
const SEMICOLON = 59;

const PART_OF: ReadonlyMap<string, number> = new Map(
  LAB_DIRECTIVES.map(({ name }) => {
    if (name === '.protocol') return [name, PART_PROTOCOL];
    return [name, name === '.init' || name === '.cpu' || name === '.expect' ? PART_OPS : PART_CODE];
  }),
);

const REGISTER = /^[rw](?:[0-9]|1[01])$/;
const OPERATOR = /^[-=+*/%<>&|^!~?]$/;
const HEADER_WORDS: ReadonlySet<string> = new Set([
  'max_entries',
  'key_size',
  'value_size',
  'sleepable',
  'map_poke',
  'text_poke',
]);
/** Statements of the protocol language, and words of C that readers take for such. */
export const PROTOCOL_KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'else',
  'return',
  'no_lock',
  'for_each_poke',
  'call_rcu',
  'call_rcu_tasks_trace',
  'fixup',
  'break',
  'continue',
  'for',
  'while',
]);
/** Types of its values. */
export const PROTOCOL_TYPES: ReadonlySet<string> = new Set(['int', 'bool', 'prog', 'insn', 'kind']);
/** Names that the language gives a meaning. */
export const PROTOCOL_CONSTANTS: ReadonlySet<string> = new Set([
  'NULL',
  'nop',
  'BPF_MOD_NOP',
  'BPF_MOD_JUMP',
  'IGNORE_OLD',
  'EBUSY',
  'EINVAL',
  'ERANGE',
]);

function nameSet(entries: readonly VocabularyEntry[], more: readonly string[] = []): Set<string> {
  return new Set([...entries.map((entry) => entry.name), ...more]);
}

const CODE_KEYWORDS: ReadonlySet<string> = nameSet(INSN_WORDS);
const OP_KEYWORDS: ReadonlySet<string> = nameSet([...OP_WORDS, ...EXPECT_WORDS], ['times', 'len']);
const TYPES: ReadonlySet<string> = new Set(TYPE_WORDS);

/** The tokens `from..to` of one line with the questions that colouring asks. */
class Line {
  private readonly tokens: Tokens;
  private readonly from: number;
  private readonly to: number;
  /** First token that is no comment. */
  private readonly firstIdx: number;
  /** The lab directive that this line begins with, if any. */
  private readonly directive: string | null;
  /** Which part of the lab this line belongs to, and the next one unless it says otherwise. */
  readonly part: number;

  constructor(tokens: Tokens, from: number, to: number, part: number) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    let first = from;
    while (first < to && tokens.kind[first] === COMMENT) first++;
    this.firstIdx = first;
    const word = tokens.kind[first] === WORD ? this.word(first) : '';
    this.directive = PART_OF.has(word) ? word : null;
    this.part = PART_OF.get(word) ?? part;
  }

  appendTo(found: LabToken[]): void {
    const { tokens } = this;
    for (let idx = this.from; idx < this.to; idx++) {
      const start = tokens.start[idx] ?? 0;
      this.append(found, { kind: this.kindOf(idx), start, end: tokens.end[idx] ?? start });
    }
  }

  /** Operators of several characters become one token. */
  private append(found: LabToken[], token: LabToken): void {
    const last = found.at(-1);
    if (last?.kind === 'operator' && token.kind === 'operator' && last.end === token.start) {
      found[found.length - 1] = { ...last, end: token.end };
    } else found.push(token);
  }

  private word(idx: number): string {
    return this.tokens.text.slice(this.tokens.start[idx], this.tokens.end[idx]);
  }

  /** The character right behind a token, blanks skipped. */
  private following(idx: number): string {
    return this.tokens.text.charAt(this.tokens.start[idx + 1] ?? this.tokens.text.length);
  }

  private kindOf(idx: number): TokenKind {
    switch (this.tokens.kind[idx]) {
      case COMMENT:
        return 'comment';
      case STRING:
        return 'string';
      case NUMBER:
        return this.following(idx) === ':' && this.part === PART_CODE ? 'label' : 'number';
      case WORD:
        return this.wordKind(idx);
      default:
        return this.punctKind(idx);
    }
  }

  private punctKind(idx: number): TokenKind {
    const char = this.word(idx);
    if (char === '%' && this.isRegister(idx + 1)) return 'register';
    return OPERATOR.test(char) ? 'operator' : 'punct';
  }

  private wordKind(idx: number): TokenKind {
    const word = this.word(idx);
    if (this.directive !== null) return this.headerKind(word);
    if (this.part === PART_PROTOCOL) {
      return this.protocolKind(idx, word);
    }
    if (this.part === PART_OPS) return OP_KEYWORDS.has(word) ? 'keyword' : 'name';
    return this.codeKind(idx, word);
  }

  private protocolKind(idx: number, word: string): TokenKind {
    if (PROTOCOL_KEYWORDS.has(word)) return 'keyword';
    if (this.following(idx) === '(') return 'helper';
    if (PROTOCOL_TYPES.has(word)) return 'type';
    return PROTOCOL_CONSTANTS.has(word) ? 'number' : 'name';
  }

  private headerKind(word: string): TokenKind {
    if (word === this.directive) return 'directive';
    if (HEADER_WORDS.has(word)) return 'keyword';
    if (this.directive === '.map' && mapTypeInfo(word) !== null) return 'type';
    return this.directive === '.prog' && parseProgSection(word) !== null ? 'type' : 'name';
  }

  /** `r1`, `w1`, and with a `%` that touches it `fp`. */
  private isRegister(idx: number): boolean {
    if (this.part !== PART_CODE || this.directive !== null || idx >= this.to) return false;
    const word = this.word(idx);
    if (word !== 'fp') return REGISTER.test(word);
    const touches = this.tokens.end[idx - 1] === this.tokens.start[idx];
    return touches && this.word(idx - 1) === '%';
  }

  private codeKind(idx: number, word: string): TokenKind {
    if (this.following(idx) === ':') return 'label';
    if (this.isRegister(idx)) return 'register';
    if (idx === this.firstIdx && MNEMONICS.has(word)) return 'keyword';
    if (CODE_KEYWORDS.has(word)) return 'keyword';
    if (TYPES.has(word)) return 'type';
    if (word === 's' && OPERATOR.test(this.following(idx))) return 'operator';
    if (word.startsWith('.')) return idx === this.firstIdx ? 'directive' : 'name';
    const called = idx > 0 && this.word(idx - 1) === 'call';
    return called && helperByName(word) !== null ? 'helper' : 'name';
  }
}

function isLineBreak(tokens: Tokens, idx: number): boolean {
  return tokens.kind[idx] === END && tokens.text.charCodeAt(tokens.start[idx] ?? 0) !== SEMICOLON;
}

/** Appends every line's tokens and returns the part of the lab behind the last one. */
function appendLines(tokens: Tokens, firstPart: number, found: LabToken[]): number {
  let part = firstPart;
  let from = 0;
  for (let idx = 0; idx < tokens.count; idx++) {
    if (!isLineBreak(tokens, idx)) continue;
    const line = new Line(tokens, from, idx, part);
    line.appendTo(found);
    part = line.part;
    from = idx + 1;
  }
  return part;
}

/**
 * Tokens of one line (no line break in it) that begins in `state`, and the state of the line after.
 * Blanks belong to no token.
 */
export function tokenizeLine(
  line: string,
  state: LineState,
): { readonly tokens: LabToken[]; readonly state: LineState } {
  const scanned = scanWithComments(line, (state & IN_COMMENT) !== 0);
  const tokens: LabToken[] = [];
  const part = appendLines(scanned, state & PART_MASK, tokens);
  return { tokens, state: part | (scanned.openComment >= 0 ? IN_COMMENT : 0) };
}

/** Tokens of a whole text. A block comment is one token, however many lines it has. */
export function tokenize(text: string): LabToken[] {
  const found: LabToken[] = [];
  appendLines(scanWithComments(text, false), PART_CODE, found);
  return found;
}
