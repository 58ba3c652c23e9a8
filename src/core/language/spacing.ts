// One statement in canonical spacing: `*(u64 *)(r10 - 8) = r1`, `jmp_table[0] = target`.
// Authority: LLVM's printer for its dialect, GNU as's manual for mnemonics. Only blanks change: the words stay
// what they are, and two characters that mean something together only when they touch stay together.

import { MNEMONICS, NUMBER, scanWithComments, WORD } from '../asm/index.ts';
import type { Word } from './reading.ts';
import { REGISTER } from './symbols.ts';

/** Words that are written without a blank between, as one. */
interface Atom {
  readonly text: string;
  readonly kind: 'word' | 'number' | 'operator' | 'assign' | 'mark';
  readonly start: number;
  readonly end: number;
}

const TWO_CHARS: ReadonlySet<string> = new Set([
  '||',
  '&&',
  '==',
  '!=',
  '<>',
  '<=',
  '>=',
  '<<',
  '>>',
]);
const MARKS = '()[]{},;:';
/** A sign behind one of these belongs to the number that follows. */
const SIGNED_BEHIND: ReadonlySet<string> = new Set([
  'goto',
  'gotol',
  'may_goto',
  'call',
  'callrel',
]);

/** Length in words of the operator at `from`: `=`, `s>>=`; 0 if there is none. */
function assignmentLength(words: readonly Word[], from: number): number {
  let to = words[from]?.text === 's' ? from + 1 : from;
  for (; to < from + 4; to++) {
    const word = words[to];
    if (word === undefined || !/^[-+*/%|&^<>=]$/.test(word.text)) return 0;
    if (word.text === '=') return to + 1 - from;
  }
  return 0;
}

/** Length in words of the comparison at `from`, behind `if rX`. */
function comparisonLength(words: readonly Word[], from: number): number {
  const first = words[from]?.text === 's' ? from + 1 : from;
  if (!/^[=!<>&]$/.test(words[first]?.text ?? '')) return 0;
  return first + (words[first + 1]?.text === '=' ? 2 : 1) - from;
}

function operatorLength(words: readonly Word[], from: number): number {
  const before = words[from - 1];
  // `lock *(u64 *)(r1 + 0) += r2`.
  if (before?.text === ')' && /^[-+|&^]$/.test(words[from]?.text ?? '')) {
    return words[from + 1]?.text === '=' ? 2 : 0;
  }
  if (before === undefined || !REGISTER.test(before.text)) return 0;
  if (from === 1) return assignmentLength(words, from);
  return words[from - 2]?.text.toLowerCase() === 'if' ? comparisonLength(words, from) : 0;
}

function kindOf({ kind, text }: Word): Atom['kind'] {
  if (kind === NUMBER) return 'number';
  if (kind === WORD) return 'word';
  return MARKS.includes(text) ? 'mark' : 'operator';
}

/** Words at `from` that make one atom: an operator, or `1f`, or one word. */
function atomLength(words: readonly Word[], from: number): { length: number; isAssign: boolean } {
  const operator = operatorLength(words, from);
  if (operator > 0) return { length: operator, isAssign: true };
  const [word, next] = [words[from], words[from + 1]];
  const touches = word !== undefined && next !== undefined && word.end === next.start;
  if (!touches) return { length: 1, isAssign: false };
  const isLabel = word.kind === NUMBER && next.kind === WORD;
  return { length: isLabel || TWO_CHARS.has(word.text + next.text) ? 2 : 1, isAssign: false };
}

function atomsOf(words: readonly Word[]): Atom[] {
  const atoms: Atom[] = [];
  for (let from = 0; from < words.length; ) {
    const { length, isAssign } = atomLength(words, from);
    const taken = words.slice(from, from + length);
    const [first, last] = [taken[0], taken.at(-1)];
    if (first === undefined || last === undefined) break;
    const text = taken.map((word) => word.text).join('');
    const kind = isAssign ? 'assign' : kindOf(first);
    atoms.push({ text, kind, start: first.start, end: last.end });
    from += length;
  }
  return atoms;
}

class Spacer {
  private readonly atoms: readonly Atom[];
  /** Mnemonics write `[%r1+4]`; LLVM writes `(r1 + 4)`. */
  private readonly mnemonic: boolean;
  private brackets = 0;

  constructor(atoms: readonly Atom[], words: readonly Word[]) {
    this.atoms = atoms;
    const first = words[0]?.text.toLowerCase() ?? '';
    this.mnemonic = MNEMONICS.has(first) || (first === 'lock' && words[1]?.kind === WORD);
  }

  print(): string {
    let text = '';
    this.atoms.forEach((atom, idx) => {
      if (idx > 0 && this.gap(idx)) text += ' ';
      text += atom.text;
      if (atom.text === '[') this.brackets++;
      if (atom.text === ']') this.brackets--;
    });
    return text;
  }

  /** True if a blank stands in front of atom `idx`. */
  private gap(idx: number): boolean {
    const [before, atom] = [this.atoms[idx - 1], this.atoms[idx]];
    if (before === undefined || atom === undefined) return false;
    if (/^[)\]},;:]$/.test(atom.text) || /^[([{]$/.test(before.text)) return false;
    if (before.text === ',') return true;
    if (this.mnemonic && this.brackets > 0) return false;
    if (before.text === '%' || atom.text === '%') return this.percentGap(before, atom, idx);
    if (atom.text === '(' || atom.text === '[') return this.openGap(before, atom, idx);
    if (this.isOption(idx) || this.isOption(idx - 1)) return false;
    if (before.text === ')' && atom.kind === 'word')
      return !this.isCast(idx) && atom.text !== 'skb';
    if (before.text === '*' && this.isDeref(idx - 1)) return false;
    if (this.isSign(idx - 1)) return false;
    if (before.text === 'pc' && this.isSign(idx)) return false;
    return true;
  }

  /** `%r1`, but `4 % 2`. */
  private percentGap(before: Atom, atom: Atom, idx: number): boolean {
    if (before.text === '%') return this.isValueEnd(idx - 2) || atom.kind !== 'word';
    return true;
  }

  private openGap(before: Atom, atom: Atom, idx: number): boolean {
    if (atom.text === '[') return this.mnemonic || before.kind !== 'word';
    if (before.kind === 'word' || before.text === ')') return false;
    return !this.isDeref(idx - 1) && !this.isSign(idx - 1);
  }

  /** The `=` of `times=2`. */
  private isOption(idx: number): boolean {
    return this.atoms[idx]?.text === '=' && /^(?:times|len)$/.test(this.atoms[idx - 1]?.text ?? '');
  }

  /** The register of `r1 = (s8)r2`. */
  private isCast(idx: number): boolean {
    return this.atoms[idx - 4]?.kind === 'assign' && this.atoms[idx - 3]?.text === '(';
  }

  /** The star of `*(u8 *)`, at the beginning or behind an operator or `lock`. */
  private isDeref(idx: number): boolean {
    const [before, star, next] = [this.atoms[idx - 1], this.atoms[idx], this.atoms[idx + 1]];
    if (star?.text !== '*' || next?.text !== '(') return false;
    return before === undefined || before.kind === 'assign' || before.text === 'lock';
  }

  /** A value ends here, so that a sign behind it joins two values. */
  private isValueEnd(idx: number): boolean {
    const atom = this.atoms[idx];
    if (atom === undefined) return false;
    if (atom.kind === 'number' || atom.text === ')' || atom.text === ']') return true;
    if (atom.kind !== 'word') return false;
    const text = atom.text.toLowerCase();
    return !SIGNED_BEHIND.has(text) && !(idx === 0 && MNEMONICS.has(text));
  }

  private isSign(idx: number): boolean {
    const text = this.atoms[idx]?.text;
    if (text !== '-' && text !== '+' && text !== '~') return false;
    return !this.isValueEnd(idx - 1) || this.atoms[idx - 1]?.text === 'pc';
  }
}

function sameWords(text: string, words: readonly Word[]): boolean {
  const { kind, start, end, count } = scanWithComments(text, false);
  if (count !== words.length + 1) return false;
  return words.every(
    (word, idx) => kind[idx] === word.kind && text.slice(start[idx], end[idx]) === word.text,
  );
}

/** The words with canonical blanks between them, or as they were written where that would change them. */
export function spaced(words: readonly Word[], written: string): string {
  const text = new Spacer(atomsOf(words), words).print();
  return sameWords(text, words) ? text : written;
}
