// Single bits, counts of bits, and the bit-field instructions of BMI1 and BMI2.
// Authority: Intel SDM vol. 2, BT to BTC, BSF, BSR, TZCNT, LZCNT, POPCNT, ANDN, BLSI, BLSMSK, BLSR,
// BZHI. Not modelled: a bit number in a register with a bit string in memory; bextr, pdep, pext.
// Flags that the manual leaves undefined: table in exec-flags.ts.

import { FLAG, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { resultFlags, STATUS_FLAGS } from './exec-flags.ts';
import type { PreparedInsn, PreparedOperand } from './exec-insn.ts';
import {
  highOf,
  load,
  lowOf,
  next,
  nextWithFlags,
  setFlags,
  write,
  writeReg,
} from './exec-operands.ts';

/** The low word of the mask of the bit that `src` names, and the high word. */
const bitMask = { lo: 0, hi: 0 };

/** Loads `dst` and finds the bit; sets CF to it last. */
function findBit(cpu: X86Cpu, insn: PreparedInsn): boolean {
  if (!load(cpu, insn.dst)) return false;
  const bit = lowOf(cpu, insn.src) & (insn.size - 1);
  bitMask.lo = bit < 32 ? 1 << bit : 0;
  bitMask.hi = bit < 32 ? 0 : 1 << (bit - 32);
  return true;
}

/** Writes the changed value and sets CF to the bit as it was. */
function changeBit(cpu: X86Cpu, insn: PreparedInsn, keep: number, flip: number): X86Stop {
  if (!findBit(cpu, insn)) return X86_STOP.memory;
  const { dst } = insn;
  const lo = lowOf(cpu, dst);
  const hi = highOf(cpu, dst);
  const carry = isSet(insn, lo, hi);
  const newLo = (lo & ~(bitMask.lo & ~keep)) ^ (bitMask.lo & flip);
  const newHi = (hi & ~(bitMask.hi & ~keep)) ^ (bitMask.hi & flip);
  if (!write(cpu, dst, newLo, newHi)) return X86_STOP.memory;
  setFlags(cpu, FLAG.cf, carry);
  return next(cpu, insn);
}

function isSet(insn: PreparedInsn, lo: number, hi: number): 0 | 1 {
  const high = insn.size === 64 ? hi & bitMask.hi : 0;
  return ((lo & bitMask.lo) | high) === 0 ? 0 : 1;
}

export function execBt(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!findBit(cpu, insn)) return X86_STOP.memory;
  setFlags(cpu, FLAG.cf, isSet(insn, lowOf(cpu, insn.dst), highOf(cpu, insn.dst)));
  return next(cpu, insn);
}

export function execBts(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return changeBit(cpu, insn, 0, -1);
}

export function execBtr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return changeBit(cpu, insn, 0, 0);
}

export function execBtc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return changeBit(cpu, insn, -1, -1);
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Number of the lowest one bit; the pair is not 0. */
function lowestBit(lo: number, hi: number): number {
  return lo !== 0 ? 31 - Math.clz32(lo & -lo) : 63 - Math.clz32(hi & -hi);
}

/** Number of the highest one bit; the pair is not 0. */
function highestBit(lo: number, hi: number): number {
  return hi !== 0 ? 63 - Math.clz32(hi) : 31 - Math.clz32(lo);
}

/** The high word of a 64-bit operand; 0 for shorter ones. */
function upperOf(cpu: X86Cpu, operand: PreparedOperand): number {
  return operand.size === 64 ? highOf(cpu, operand) : 0;
}

/** Both leave the destination alone when there is no bit. */
export function execBsf(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return scan(cpu, insn, lowestBit);
}

export function execBsr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return scan(cpu, insn, highestBit);
}

function scan(cpu: X86Cpu, insn: PreparedInsn, find: typeof lowestBit): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const lo = lowOf(cpu, src);
  const hi = upperOf(cpu, src);
  const isZero = (lo | hi) === 0;
  if (!isZero) writeReg(cpu, dst, find(lo, hi), 0);
  setFlags(cpu, FLAG.zf, isZero ? FLAG.zf : 0);
  return next(cpu, insn);
}

/** CF: no bit was found. ZF: the count is 0. */
function finishCount(cpu: X86Cpu, insn: PreparedInsn, count: number): X86Stop {
  writeReg(cpu, insn.dst, count, 0);
  const flags = (count === insn.size ? FLAG.cf : 0) | (count === 0 ? FLAG.zf : 0);
  setFlags(cpu, FLAG.cf | FLAG.zf, flags);
  return next(cpu, insn);
}

export function execTzcnt(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src, size } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const lo = lowOf(cpu, src);
  const hi = upperOf(cpu, src);
  return finishCount(cpu, insn, (lo | hi) === 0 ? size : lowestBit(lo, hi));
}

export function execLzcnt(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src, size } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const lo = lowOf(cpu, src);
  const hi = upperOf(cpu, src);
  return finishCount(cpu, insn, (lo | hi) === 0 ? size : size - 1 - highestBit(lo, hi));
}

export function execPopcnt(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const count = ones(lowOf(cpu, src)) + ones(upperOf(cpu, src));
  writeReg(cpu, dst, count, 0);
  return nextWithFlags(cpu, insn, count === 0 ? FLAG.zf : 0);
}

const FIELD_FLAGS = STATUS_FLAGS & ~(FLAG.af | FLAG.pf);

/** Writes a BMI result; OF is 0, AF and PF stay. */
function finishField(
  cpu: X86Cpu,
  insn: PreparedInsn,
  lo: number,
  hi: number,
  carry: boolean,
): X86Stop {
  writeReg(cpu, insn.dst, lo, hi);
  const flags = insn.size === 64 ? resultFlags(lo, hi, lo | hi) : resultFlags(lo, lo, lo);
  setFlags(cpu, FIELD_FLAGS, flags | (carry ? FLAG.cf : 0));
  return next(cpu, insn);
}

export function execAndn(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src, third } = insn;
  if (!load(cpu, third)) return X86_STOP.memory;
  const lo = ~lowOf(cpu, src) & lowOf(cpu, third);
  return finishField(cpu, insn, lo, ~upperOf(cpu, src) & upperOf(cpu, third), false);
}

/** Value minus one, as blsr and blsmsk use it: its high word. */
function upperBelow(lo: number, hi: number): number {
  return lo === 0 ? hi - 1 : hi;
}

/** Clears the lowest one bit. CF: there was none. */
export function execBlsr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.src)) return X86_STOP.memory;
  const lo = lowOf(cpu, insn.src);
  const hi = upperOf(cpu, insn.src);
  return finishField(cpu, insn, lo & (lo - 1), hi & upperBelow(lo, hi), (lo | hi) === 0);
}

/** Ones up to and with the lowest one bit. CF: there was none. */
export function execBlsmsk(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.src)) return X86_STOP.memory;
  const lo = lowOf(cpu, insn.src);
  const hi = upperOf(cpu, insn.src);
  return finishField(cpu, insn, lo ^ (lo - 1), hi ^ upperBelow(lo, hi), (lo | hi) === 0);
}

/** Keeps only the lowest one bit. CF: there was one. */
export function execBlsi(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.src)) return X86_STOP.memory;
  const lo = lowOf(cpu, insn.src);
  const hi = upperOf(cpu, insn.src);
  const upper = lo === 0 ? hi & -hi : 0;
  return finishField(cpu, insn, lo & -lo, upper, (lo | hi) !== 0);
}

/** Ones in the low `count` bits of a word; `count` may lie outside 0..32. */
function lowOnes(count: number): number {
  return count >= 32 ? -1 : count <= 0 ? 0 : (1 << count) - 1;
}

/** Clears the bits from the number in `third` on. CF: that is past the last. */
export function execBzhi(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src, third, size } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const count = lowOf(cpu, third) & 0xff;
  const lo = lowOf(cpu, src) & lowOnes(count);
  return finishField(cpu, insn, lo, upperOf(cpu, src) & lowOnes(count - 32), count >= size);
}
