// Operands of the mnemonic dialect: registers with or without `%`, `[%r1 + 4]`.
// Authority: GNU as for BPF, "normal" syntax; bpf_conformance. Departure from GNU as: the offset of an
// address may be left out, and may begin with a minus.

import type { Address } from './address.ts';
import type { Cursor } from './cursor.ts';
import { parseImmediate, parseOff16, startsImmediate } from './expression.ts';
import { END } from './scan.ts';

const REGISTERS = 'registers are %r0 to %r10';
const MAX_REG = 10;
const FRAME_POINTER = 10;
const REGISTER = /^[rR]([0-9]|1[0-5])$/;

/** Register at `ahead`, 0..15, or -1. */
function regAt(cur: Cursor, ahead: number): number {
  const packed = cur.peekReg(ahead);
  if (packed >= 0 && packed < 16) return packed;
  const match = REGISTER.exec(cur.text.slice(cur.peekStart(ahead), cur.peekEnd(ahead)));
  return match === null ? -1 : Number(match[1]);
}

/** True at `%`, or at the name of a register. */
export function startsReg(cur: Cursor): boolean {
  return cur.is('%') || cur.peekReg() >= 0 || regAt(cur, 0) >= 0;
}

function failReg(cur: Cursor, ahead: number): null {
  if (cur.peekKind(ahead) === END) return cur.failOperand(REGISTERS);
  const packed = cur.peekReg(ahead);
  const half = `write %r${packed & 15}; words that end in 32 use the low half`;
  const span = { start: cur.start, end: cur.peekEnd(ahead) };
  const hint = packed >= 16 ? half : REGISTERS;
  return cur.fail('invalid-operand', span, 'invalid operand for instruction', hint);
}

/** `%r1`, `r1` or `%fp`: 0..10. */
export function needMnemonicReg(cur: Cursor): number | null {
  const ahead = cur.is('%') ? 1 : 0;
  const isFrame = ahead === 1 && cur.text.slice(cur.peekStart(1), cur.peekEnd(1)) === 'fp';
  const num = isFrame ? FRAME_POINTER : regAt(cur, ahead);
  if (num < 0 || num > MAX_REG) return failReg(cur, ahead);
  for (let taken = 0; taken <= ahead; taken++) cur.next();
  return num;
}

/** A register and the comma behind it. */
export function needFirstReg(cur: Cursor): number | null {
  const num = needMnemonicReg(cur);
  return num !== null && cur.need(',') ? num : null;
}

/** `[%r1 + 4]`, `[%r1-8]`, `[%r1+-8]` or `[%r1]`. */
export function parseBracketAddress(cur: Cursor): Address | null {
  if (!cur.need('[', 'an address is written [%r1+4]')) return null;
  const base = needMnemonicReg(cur);
  if (base === null) return null;
  if (cur.take(']')) return { base, off: 0 };
  if (cur.is('+') && cur.peekIs(1, '-')) cur.next();
  if (cur.isNumber || !startsImmediate(cur))
    return cur.failOperand('an address is written [%r1+4]');
  const off = parseOff16(cur);
  return off !== null && cur.need(']') ? { base, off } : null;
}

/** A constant that must be one of `values`. */
export function needOneOf(cur: Cursor, values: readonly number[]): number | null {
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  const found = values.find((each) => each === Number(value));
  if (found !== undefined) return found;
  const span = { start, end: cur.lastEnd };
  const hint = `one of ${values.join(', ')}`;
  return cur.fail('invalid-operand', span, 'invalid operand for instruction', hint);
}
