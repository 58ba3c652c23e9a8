// Which word of an instruction is a symbol, and what the instruction does with it.
// Authority: the parsers of core/asm (insn-assign, insn-jump, mnemonic): a symbol stands behind `=`, `call`,
// the jumps, and in the last operand of some mnemonics.

import { MNEMONICS, NUMBER, WORD } from '../asm/index.ts';
import type { Span } from '../base/index.ts';
import type { Word } from './reading.ts';

export interface Symbol extends Span {
  readonly name: string;
  readonly use: 'jump' | 'call' | 'local-call' | 'address';
}

export const REGISTER = /^[rw](?:[0-9]|1[01])$/i;
const JUMPS: ReadonlySet<string> = new Set(['goto', 'gotol', 'may_goto']);
const CALL_MODES: ReadonlySet<string> = new Set(['local', 'helper', 'runtime']);
/** Words to the right of `=` that are no symbols. */
const VALUE_WORDS =
  /^(?:(?:le|be|bswap)(?:16|32|64)|atomic_fetch_\w+|(?:cmp)?xchg(?:_64|32_32)|load_acquire|addr_space_cast)$/;

/** The name, or local label such as `1f`, at an index; null for anything else. */
function symbolAt(words: readonly Word[], idx: number, use: Symbol['use']): Symbol | null {
  const word = words[idx];
  if (word === undefined) return null;
  const { start, end, text } = word;
  if (word.kind === WORD) return REGISTER.test(text) ? null : { start, end, name: text, use };
  const next = words[idx + 1];
  if (word.kind !== NUMBER || next === undefined || next.start !== end) return null;
  if (next.kind !== WORD || !/^[bf]$/.test(next.text)) return null;
  return { start, end: next.end, name: text + next.text, use };
}

function calledSymbol(words: readonly Word[], from: number): Symbol | null {
  const mode = words[from + 1];
  if (mode === undefined) return null;
  const moded = CALL_MODES.has(mode.text) && words[from + 2] !== undefined;
  if (!moded) return mode.text === 'pc' ? null : symbolAt(words, from + 1, 'call');
  if (mode.text === 'local') return symbolAt(words, from + 2, 'local-call');
  return mode.text === 'helper' ? symbolAt(words, from + 2, 'call') : null;
}

function mnemonicSymbol(words: readonly Word[], from: number): Symbol | null {
  const form = MNEMONICS.get((words[from]?.text ?? '').toLowerCase())?.form;
  if (form === 'goto' || form === 'gotol') return symbolAt(words, from + 1, 'jump');
  if (form !== 'branch' && form !== 'constant') return null;
  const comma = words.findLastIndex(({ text }) => text === ',');
  return comma < 0 ? null : symbolAt(words, comma + 1, form === 'branch' ? 'jump' : 'address');
}

/** `rX = NAME ll`: the first word behind the first `=`. */
function assignedSymbol(words: readonly Word[], from: number): Symbol | null {
  if (words[from + 1]?.text !== '=') return null;
  const found = symbolAt(words, from + 2, 'address');
  return found === null || VALUE_WORDS.test(found.name) ? null : found;
}

/** The symbol of the statement whose words begin at `from` (behind its labels); null if it has none. */
export function symbolOf(words: readonly Word[], from: number): Symbol | null {
  const first = words[from];
  if (first === undefined || first.kind !== WORD) return null;
  const text = first.text.toLowerCase();
  if (REGISTER.test(text)) return assignedSymbol(words, from);
  if (text === 'call') return calledSymbol(words, from);
  if (text === 'callrel') return symbolAt(words, from + 1, 'local-call');
  if (JUMPS.has(text)) return symbolAt(words, from + 1, 'jump');
  if (text !== 'if') return mnemonicSymbol(words, from);
  const jump = words.findIndex((word, idx) => idx > from && word.text === 'goto');
  return jump < 0 ? null : symbolAt(words, jump + 1, 'jump');
}
