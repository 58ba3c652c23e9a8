// Addition, subtraction, logic, and the locked operations built on them.
// Authority: Intel SDM vol. 2, ADD to XOR, INC, DEC, NEG, NOT, TEST, XADD, CMPXCHG.
// lock changes nothing here: no other processor runs within an instruction.
//
// Values of up to 32 bits are moved left until their top bit is bit 31 (`lift`), so that carry,
// overflow, sign and zero come from the same places for every width.

import { FLAG, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { resultFlags, STATUS_FLAGS } from './exec-flags.ts';
import { OPERAND_MEM, type PreparedInsn, type PreparedOperand } from './exec-insn.ts';
import {
  carryOf,
  flagsOf,
  highOf,
  load,
  lowOf,
  next,
  nextWithFlags,
  setFlags,
  write,
  writeReg,
} from './exec-operands.ts';

/** Outcome of the last computation; a value of up to 32 bits is in `lo`. */
const result = { lo: 0, hi: 0, flags: 0 };

const OF_SHIFT = 11;

function add64(aLo: number, aHi: number, bLo: number, bHi: number, carry: number): void {
  const lo = (aLo + bLo + carry) | 0;
  const hi = (aHi + bHi + carryOf(aLo, bLo, lo)) | 0;
  const overflow = ((aHi ^ hi) & (bHi ^ hi)) >>> 31;
  result.lo = lo;
  result.hi = hi;
  result.flags =
    carryOf(aHi, bHi, hi) |
    ((aLo ^ bLo ^ lo) & FLAG.af) |
    (overflow << OF_SHIFT) |
    resultFlags(lo, hi, lo | hi);
}

function addShort(lift: number, aLow: number, bLow: number, carry: number): void {
  const a = aLow << lift;
  const b = bLow << lift;
  const sum = (a + b + (carry << lift)) | 0;
  const lo = sum >> lift;
  result.lo = lo;
  result.flags =
    carryOf(a, b, sum) |
    ((aLow ^ bLow ^ lo) & FLAG.af) |
    ((((a ^ sum) & (b ^ sum)) >>> 31) << OF_SHIFT) |
    resultFlags(lo, sum, sum);
}

/** Borrow (0 or 1) out of bit 31 of `a - b`, where `diff` may include a borrow in. */
function borrowOf(a: number, b: number, diff: number): number {
  return ((~a & b) | ((~a | b) & diff)) >>> 31;
}

function sub64(aLo: number, aHi: number, bLo: number, bHi: number, borrow: number): void {
  const lo = (aLo - bLo - borrow) | 0;
  const hi = (aHi - bHi - borrowOf(aLo, bLo, lo)) | 0;
  const overflow = ((aHi ^ bHi) & (aHi ^ hi)) >>> 31;
  result.lo = lo;
  result.hi = hi;
  result.flags =
    borrowOf(aHi, bHi, hi) |
    ((aLo ^ bLo ^ lo) & FLAG.af) |
    (overflow << OF_SHIFT) |
    resultFlags(lo, hi, lo | hi);
}

function subShort(lift: number, aLow: number, bLow: number, borrow: number): void {
  const a = aLow << lift;
  const b = bLow << lift;
  const diff = (a - b - (borrow << lift)) | 0;
  const lo = diff >> lift;
  result.lo = lo;
  result.flags =
    borrowOf(a, b, diff) |
    ((aLow ^ bLow ^ lo) & FLAG.af) |
    ((((a ^ b) & (a ^ diff)) >>> 31) << OF_SHIFT) |
    resultFlags(lo, diff, diff);
}

function addOperands(cpu: X86Cpu, insn: PreparedInsn, carry: number): void {
  const { dst, src } = insn;
  if (insn.size === 64) {
    add64(lowOf(cpu, dst), highOf(cpu, dst), lowOf(cpu, src), highOf(cpu, src), carry);
  } else {
    addShort(dst.lift, lowOf(cpu, dst), lowOf(cpu, src), carry);
  }
}

function subOperands(
  cpu: X86Cpu,
  from: PreparedOperand,
  what: PreparedOperand,
  borrow: number,
): void {
  if (from.size === 64) {
    sub64(lowOf(cpu, from), highOf(cpu, from), lowOf(cpu, what), highOf(cpu, what), borrow);
  } else {
    subShort(from.lift, lowOf(cpu, from), lowOf(cpu, what), borrow);
  }
}

/** Loads whichever of the first two operands is in memory. */
function loadBoth(cpu: X86Cpu, insn: PreparedInsn): boolean {
  return load(cpu, insn.dst.kind === OPERAND_MEM ? insn.dst : insn.src);
}

/** Writes the result; its flags in `affected` count only once memory has taken it. */
function finish(cpu: X86Cpu, insn: PreparedInsn, affected: number): X86Stop {
  const { flags } = result;
  if (!write(cpu, insn.dst, result.lo, result.hi)) return X86_STOP.memory;
  setFlags(cpu, affected, flags);
  return next(cpu, insn);
}

export function execAdd(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  addOperands(cpu, insn, 0);
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execAdc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  addOperands(cpu, insn, flagsOf(cpu) & FLAG.cf);
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execSub(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  subOperands(cpu, insn.dst, insn.src, 0);
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execSbb(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  subOperands(cpu, insn.dst, insn.src, flagsOf(cpu) & FLAG.cf);
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execCmp(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  subOperands(cpu, insn.dst, insn.src, 0);
  return nextWithFlags(cpu, insn, result.flags);
}

/** inc and dec leave CF alone. */
const NOT_CF = STATUS_FLAGS & ~FLAG.cf;

export function execInc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (insn.size === 64) add64(lowOf(cpu, dst), highOf(cpu, dst), 1, 0, 0);
  else addShort(dst.lift, lowOf(cpu, dst), 1, 0);
  return finish(cpu, insn, NOT_CF);
}

export function execDec(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (insn.size === 64) sub64(lowOf(cpu, dst), highOf(cpu, dst), 1, 0, 0);
  else subShort(dst.lift, lowOf(cpu, dst), 1, 0);
  return finish(cpu, insn, NOT_CF);
}

export function execNeg(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (insn.size === 64) sub64(0, 0, lowOf(cpu, dst), highOf(cpu, dst), 0);
  else subShort(dst.lift, 0, lowOf(cpu, dst), 0);
  return finish(cpu, insn, STATUS_FLAGS);
}

/** Changes no flag. */
export function execNot(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (!write(cpu, dst, ~lowOf(cpu, dst), ~highOf(cpu, dst))) return X86_STOP.memory;
  return next(cpu, insn);
}

/** Takes a logical result: CF and OF are 0. */
function takeLogic(insn: PreparedInsn, lo: number, hi: number): void {
  result.lo = lo;
  result.hi = hi;
  const lifted = lo << insn.dst.lift;
  result.flags = insn.size === 64 ? resultFlags(lo, hi, lo | hi) : resultFlags(lo, lifted, lifted);
}

export function execAnd(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  takeLogic(insn, lowOf(cpu, dst) & lowOf(cpu, src), highOf(cpu, dst) & highOf(cpu, src));
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execOr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  takeLogic(insn, lowOf(cpu, dst) | lowOf(cpu, src), highOf(cpu, dst) | highOf(cpu, src));
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execXor(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  takeLogic(insn, lowOf(cpu, dst) ^ lowOf(cpu, src), highOf(cpu, dst) ^ highOf(cpu, src));
  return finish(cpu, insn, STATUS_FLAGS);
}

export function execTest(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!loadBoth(cpu, insn)) return X86_STOP.memory;
  takeLogic(insn, lowOf(cpu, dst) & lowOf(cpu, src), highOf(cpu, dst) & highOf(cpu, src));
  return nextWithFlags(cpu, insn, result.flags);
}

/** The old destination goes to `src`; where both are one register, the sum stays. */
export function execXadd(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const oldLo = lowOf(cpu, dst);
  const oldHi = highOf(cpu, dst);
  addOperands(cpu, insn, 0);
  const { flags } = result;
  if (dst.kind === OPERAND_MEM) {
    if (!write(cpu, dst, result.lo, result.hi)) return X86_STOP.memory;
    writeReg(cpu, src, oldLo, oldHi);
  } else {
    writeReg(cpu, src, oldLo, oldHi);
    writeReg(cpu, dst, result.lo, result.hi);
  }
  return nextWithFlags(cpu, insn, flags);
}

/**
 * `third` is the accumulator. Memory is written either way, so that it faults either way; a
 * register that differs from the accumulator is left alone, its upper half too.
 */
export function execCmpxchg(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const oldLo = lowOf(cpu, dst);
  const oldHi = highOf(cpu, dst);
  subOperands(cpu, third, dst, 0);
  const { flags } = result;
  if ((flags & FLAG.zf) !== 0) {
    if (!write(cpu, dst, lowOf(cpu, src), highOf(cpu, src))) return X86_STOP.memory;
  } else {
    if (dst.kind === OPERAND_MEM && !write(cpu, dst, oldLo, oldHi)) return X86_STOP.memory;
    writeReg(cpu, third, oldLo, oldHi);
  }
  return nextWithFlags(cpu, insn, flags);
}
