// Statements that begin with a register: ALU, moves, loads, byte swaps, 64-bit constants.
// Authority: RFC 9669 sections 4.1, 4.2, 5.1, 5.2 and 5.4; LLVM's assembly strings.

import {
  ALU_TEXT,
  BPF_ABS,
  BPF_ADDR_SPACE_CAST,
  BPF_ALU,
  BPF_ALU64,
  BPF_DIV,
  BPF_END,
  BPF_IND,
  BPF_LD,
  BPF_LDX,
  BPF_MEM,
  BPF_MEMSX,
  BPF_MOD,
  BPF_MOV,
  BPF_NEG,
  BPF_X,
  ldImm64,
} from '../bpf/index.ts';
import { type Access, ANY_ACCESS, parseAccess, parseAddress } from './address.ts';
import type { Cursor, Reg } from './cursor.ts';
import { type Draft, plain } from './draft.ts';
import { parseImm32, parseImmediate, startsImmediate } from './expression.ts';
import { ATOMIC_WORDS } from './insn-atomic.ts';

/** Characters of an operator in one number, `s` in front included, so that finding it makes no strings. */
function packOperator(text: string): number {
  let packed = 0;
  for (let i = 0; i < text.length; i++) packed = packed * 128 + text.charCodeAt(i);
  return packed;
}

const ASSIGN = packOperator('=');
const OPERATIONS: ReadonlyMap<number, number> = new Map(
  Object.entries(ALU_TEXT).map(([operation, text]) => [packOperator(text), Number(operation)]),
);
/** Operators that mean another one with off 1. */
const SIGNED_OPERATIONS: ReadonlyMap<number, number> = new Map([
  [packOperator('s/='), BPF_DIV],
  [packOperator('s%='), BPF_MOD],
]);

const EQUALS = 61;
const LETTER_S = 115;

/** Takes an operator up to and including its `=`; 0 if there is none. */
function takeOperator(cur: Cursor): number {
  let packed = cur.isWord('s') ? LETTER_S : 0;
  let ahead = packed === 0 ? 0 : 1;
  for (; ahead < 4; ahead++) {
    const code = cur.peekPunct(ahead);
    if (code === 0 || code > 127) return 0;
    packed = packed * 128 + code;
    if (code === EQUALS) break;
  }
  if (packed !== ASSIGN && !OPERATIONS.has(packed) && !SIGNED_OPERATIONS.has(packed)) return 0;
  for (let taken = 0; taken <= ahead; taken++) cur.next();
  return packed;
}

function classOf(reg: Reg): number {
  return reg.is32 ? BPF_ALU : BPF_ALU64;
}

/** `rX OP rY` or `rX OP imm`, behind the operator. */
function parseArith(cur: Cursor, dst: Reg, operation: number, off: number): Draft | null {
  const code = classOf(dst) | operation;
  if (startsImmediate(cur)) {
    const imm = parseImm32(cur);
    return imm === null ? null : plain(code, dst.num, 0, off, imm);
  }
  const src = cur.needReg(dst.is32);
  return src === null ? null : plain(code | BPF_X, dst.num, src.num, off, 0);
}

/** `rX = rX` forms whose two registers LLVM wants equal. */
function needTied(cur: Cursor, dst: Reg): boolean {
  const src = cur.needReg(dst.is32);
  if (src === null) return false;
  if (src.num === dst.num) return true;
  const hint = 'both sides must be the same register';
  cur.fail('inst-constraint', cur.statementSpan, 'additional inst constraint not met', hint);
  return false;
}

function parseNeg(cur: Cursor, dst: Reg): Draft | null {
  cur.next();
  return needTied(cur, dst) ? plain(classOf(dst) | BPF_NEG, dst.num, 0, 0, 0) : null;
}

const SWAPS: ReadonlyMap<string, readonly [code: number, bits: number]> = new Map(
  [16, 32, 64].flatMap((bits): [string, [number, number]][] => [
    [`le${bits}`, [BPF_ALU | BPF_END, bits]],
    [`be${bits}`, [BPF_ALU | BPF_END | BPF_X, bits]],
    [`bswap${bits}`, [BPF_ALU64 | BPF_END, bits]],
  ]),
);

function parseSwap(cur: Cursor, dst: Reg, [code, bits]: readonly [number, number]): Draft | null {
  if (dst.is32) {
    const hint = 'byte swaps take r registers';
    return cur.fail('invalid-operand', dst.span, 'invalid operand for instruction', hint);
  }
  return needTied(cur, dst) ? plain(code, dst.num, 0, 0, bits) : null;
}

const CASTS: ReadonlyMap<string, number> = new Map([
  ['s8', 8],
  ['s16', 16],
  ['s32', 32],
]);

/** `(s8)rY`. */
function parseCast(cur: Cursor, dst: Reg): Draft | null {
  cur.next();
  const bits = cur.isWordToken ? CASTS.get(cur.word) : undefined;
  if (bits === undefined || (bits === 32 && dst.is32)) {
    return cur.failOperand(`a cast is (s8)${dst.is32 ? ' or (s16)' : ', (s16) or (s32)'}`);
  }
  cur.next();
  if (!cur.need(')')) return null;
  const src = cur.needReg(dst.is32);
  return src === null ? null : plain(classOf(dst) | BPF_MOV | BPF_X, dst.num, src.num, bits, 0);
}

/**
 * `skb[imm]`, `skb[rX]` or `skb[rX + imm]`: the packet loads of classic BPF, always into r0. The kernel adds
 * both; LLVM knows only the first two.
 */
function parsePacketLoad(cur: Cursor, dst: Reg, access: Access): Draft | null {
  if (dst.num !== 0 || dst.is32 || access.signed || access.bits === 64) {
    return cur.failOperand('packet loads are u8, u16 or u32, into r0');
  }
  cur.next();
  if (!cur.need('[')) return null;
  const src = cur.takeReg();
  if (src?.is32 === true) {
    return cur.fail('invalid-operand', src.span, 'invalid operand for instruction');
  }
  const imm = src === null || !cur.is(']') ? parseImm32(cur) : 0;
  if (imm === null || !cur.need(']')) return null;
  return plain(BPF_LD | access.size | (src === null ? BPF_ABS : BPF_IND), 0, src?.num ?? 0, 0, imm);
}

/** `*(u32 *)(rY + off)`. */
function parseLoad(cur: Cursor, dst: Reg): Draft | null {
  cur.next();
  const access = parseAccess(cur, ANY_ACCESS);
  if (access === null) return null;
  if (cur.isWord('skb')) return parsePacketLoad(cur, dst, access);
  if (dst.is32 && (access.signed || access.bits === 64)) {
    const hint = 'signed and 64-bit loads need an r register on the left';
    return cur.fail('invalid-operand', dst.span, 'invalid operand for instruction', hint);
  }
  const address = parseAddress(cur);
  if (address === null) return null;
  const mode = access.signed ? BPF_MEMSX : BPF_MEM;
  return plain(BPF_LDX | mode | access.size, dst.num, address.base, address.off, 0);
}

/** `rX = 5` or `rX = 5 ll`. */
function parseConstant(cur: Cursor, dst: Reg): Draft | null {
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (cur.isWord('ll')) {
    if (dst.is32) return cur.failOperand('64-bit constants go into r registers');
    cur.next();
    return { slots: ldImm64(dst.num, 0, BigInt(value)), symbol: null };
  }
  if (value < -0x80000000 || value > 0xffffffff) {
    const span = { start, end: cur.lastEnd };
    const hint = dst.is32 ? 'w registers have 32 bits' : 'write `ll` behind a 64-bit constant';
    return cur.fail('imm-range', span, 'immediate out of range', hint);
  }
  return plain(classOf(dst) | BPF_MOV, dst.num, 0, 0, Number(value) | 0);
}

/** The signed 32-bit constant of `NAME + constant`. */
export function parseAddend(cur: Cursor): number | null {
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (value >= -0x80000000 && value <= 0x7fffffff) return Number(value);
  return cur.fail('imm-range', { start, end: cur.lastEnd }, 'immediate out of range');
}

/** `rX = NAME ll` and `rX = NAME + 8 ll`. */
function parseSymbol(cur: Cursor, dst: Reg): Draft | null {
  const name = cur.takeName();
  if (name === null) return cur.failOperand();
  const signed = startsImmediate(cur) && !cur.isNumber;
  const addend = signed ? parseAddend(cur) : null;
  if (signed && addend === null) return null;
  if (!cur.takeWord('ll')) {
    const hint = `to load the address of '${name.name}' write \`r${dst.num} = ${name.name} ll\``;
    return cur.fail('invalid-operand', name.span, 'invalid operand for instruction', hint);
  }
  if (dst.is32) {
    const hint = 'addresses go into r registers';
    return cur.fail('invalid-operand', dst.span, 'invalid operand for instruction', hint);
  }
  return {
    slots: ldImm64(dst.num, 0, 0n),
    symbol: { name: name.name, span: name.span, use: 'address', addend },
  };
}

/** `addr_space_cast(rY, to, from)`. */
function parseSpaceCast(cur: Cursor, dst: Reg): Draft | null {
  if (dst.is32) return cur.failOperand('addresses are in r registers');
  if (!cur.need('(')) return null;
  const src = cur.needReg(false);
  if (src === null) return null;
  cur.take(',');
  const to = parseImm32(cur);
  if (to === null) return null;
  cur.take(',');
  const from = parseImm32(cur);
  if (from === null || !cur.need(')')) return null;
  const imm = ((to & 0xffff) << 16) | (from & 0xffff);
  return plain(BPF_ALU64 | BPF_MOV | BPF_X, dst.num, src.num, BPF_ADDR_SPACE_CAST, imm);
}

/** Words with a meaning of their own to the right of `=`; anything else is a symbol. */
function parseAssignedWord(cur: Cursor, dst: Reg): Draft | null {
  const { word } = cur;
  const swap = SWAPS.get(word);
  const atomic = ATOMIC_WORDS.get(word);
  if (swap === undefined && atomic === undefined && word !== 'addr_space_cast') {
    return parseSymbol(cur, dst);
  }
  cur.next();
  if (swap !== undefined) return parseSwap(cur, dst, swap);
  return atomic === undefined ? parseSpaceCast(cur, dst) : atomic(cur, dst);
}

function parseAssigned(cur: Cursor, dst: Reg): Draft | null {
  if (cur.peekReg() >= 0) return parseArith(cur, dst, BPF_MOV, 0);
  if (startsImmediate(cur)) return parseConstant(cur, dst);
  if (cur.is('*')) return parseLoad(cur, dst);
  if (cur.is('-')) return parseNeg(cur, dst);
  if (cur.is('(')) return parseCast(cur, dst);
  return cur.isWordToken ? parseAssignedWord(cur, dst) : cur.failOperand();
}

/** A statement that begins with a register. */
export function parseRegStatement(cur: Cursor, dst: Reg): Draft | null {
  const operator = takeOperator(cur);
  if (operator === ASSIGN) return parseAssigned(cur, dst);
  const operation = OPERATIONS.get(operator);
  if (operation !== undefined) return parseArith(cur, dst, operation, 0);
  const signed = SIGNED_OPERATIONS.get(operator);
  if (signed !== undefined) return parseArith(cur, dst, signed, 1);
  return cur.failOperand('one of = += -= *= /= %= |= &= ^= <<= >>= s>>= s/= s%=');
}
