// Multiplication.
// Authority: Intel SDM vol. 2, MUL, IMUL, MULX. Flags that the manual leaves undefined: table in
// exec-flags.ts.

import { FLAG, REGFILE, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import type { PreparedInsn, PreparedOperand } from './exec-insn.ts';
import {
  highOf,
  load,
  lowOf,
  next,
  setFlags,
  signedLow,
  unsignedLow,
  writeReg,
} from './exec-operands.ts';

const RDX = REGFILE.gpr + 4;
const TWO_32 = 0x1_0000_0000;

/** Product of two 64-bit values, as four words from the lowest. */
const product = { w0: 0, w1: 0, w2: 0, w3: 0 };

/** Upper 32 bits of the unsigned product of two words, 0..2^32-1. */
function upperProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // None of these sums reaches 2^32.
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle = aLow * bHigh + (cross & 0xffff);
  return aHigh * bHigh + (cross >>> 16) + (middle >>> 16);
}

/** Unsigned 64 by 64 bits: long multiplication in words, carries in exact doubles. */
function multiply(aLo: number, aHi: number, bLo: number, bHi: number): void {
  product.w0 = Math.imul(aLo, bLo);
  const sum1 = upperProduct(aLo, bLo) + (Math.imul(aLo, bHi) >>> 0) + (Math.imul(aHi, bLo) >>> 0);
  product.w1 = sum1 | 0;
  const sum2 =
    upperProduct(aLo, bHi) +
    upperProduct(aHi, bLo) +
    (Math.imul(aHi, bHi) >>> 0) +
    Math.floor(sum1 / TWO_32);
  product.w2 = sum2 | 0;
  product.w3 = (upperProduct(aHi, bHi) + Math.floor(sum2 / TWO_32)) | 0;
}

/** Subtracts a 64-bit value from the upper half of the product. */
function lowerUpperHalf(lo: number, hi: number): void {
  const borrow = product.w2 >>> 0 < lo >>> 0 ? 1 : 0;
  product.w2 = (product.w2 - lo) | 0;
  product.w3 = (product.w3 - hi - borrow) | 0;
}

/** Signed: a negative factor counts 2^64 too much. */
function multiplySigned(aLo: number, aHi: number, bLo: number, bHi: number): void {
  multiply(aLo, aHi, bLo, bHi);
  if (aHi < 0) lowerUpperHalf(bLo, bHi);
  if (bHi < 0) lowerUpperHalf(aLo, aHi);
}

const WIDE_FLAGS = FLAG.cf | FLAG.of;

function setWide(cpu: X86Cpu, insn: PreparedInsn, isWide: boolean): X86Stop {
  setFlags(cpu, WIDE_FLAGS, isWide ? WIDE_FLAGS : 0);
  return next(cpu, insn);
}

/** Writes a product to ax, dx:ax, edx:eax or rdx:rax (`third:src`). */
function writeWide(cpu: X86Cpu, insn: PreparedInsn): void {
  const { src, third, size } = insn;
  const { w0, w1, w2, w3 } = product;
  if (size === 8) {
    // ax as one: `third` is ah.
    writeReg(cpu, src, w0, 0);
    writeReg(cpu, third, w0 >> 8, 0);
    return;
  }
  writeReg(cpu, src, w0, w1);
  if (size === 64) writeReg(cpu, third, w2, w3);
  else writeReg(cpu, third, size === 32 ? w1 : w0 >>> 16, 0);
}

/** mul: `dst` times the accumulator (`src`). */
export function execMul(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, size } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (size === 64) {
    multiply(lowOf(cpu, src), highOf(cpu, src), lowOf(cpu, dst), highOf(cpu, dst));
    writeWide(cpu, insn);
    return setWide(cpu, insn, (product.w2 | product.w3) !== 0);
  }
  const a = unsignedLow(cpu, src);
  const b = unsignedLow(cpu, dst);
  product.w0 = Math.imul(a, b);
  product.w1 = upperProduct(a, b) | 0;
  writeWide(cpu, insn);
  const isWide = size === 32 ? product.w1 !== 0 : product.w0 >>> size !== 0;
  return setWide(cpu, insn, isWide);
}

/** Multiplies two signed operands into `product`; tells whether the low half loses something. */
function multiplyOperands(cpu: X86Cpu, a: PreparedOperand, b: PreparedOperand): boolean {
  if (a.size === 64) {
    multiplySigned(lowOf(cpu, a), highOf(cpu, a), lowOf(cpu, b), highOf(cpu, b));
    const sign = product.w1 >> 31;
    return product.w2 !== sign || product.w3 !== sign;
  }
  const aLow = signedLow(cpu, a);
  const bLow = (lowOf(cpu, b) << a.lift) >> a.lift;
  if (a.size === 32) {
    multiplySigned(aLow, aLow >> 31, bLow, bLow >> 31);
    return product.w1 !== product.w0 >> 31;
  }
  product.w0 = Math.imul(aLow, bLow);
  return product.w0 !== (product.w0 << a.lift) >> a.lift;
}

/** imul with one operand: both halves of the product. */
export function execImulWide(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.dst)) return X86_STOP.memory;
  const isWide = multiplyOperands(cpu, insn.dst, insn.src);
  writeWide(cpu, insn);
  return setWide(cpu, insn, isWide);
}

/** imul with two operands: the low half only. */
export function execImul(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const isWide = multiplyOperands(cpu, dst, src);
  writeReg(cpu, dst, product.w0, product.w1);
  return setWide(cpu, insn, isWide);
}

/** imul with three: `src` times the constant `third`. */
export function execImulBy(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const isWide = multiplyOperands(cpu, src, third);
  writeReg(cpu, dst, product.w0, product.w1);
  return setWide(cpu, insn, isWide);
}

/** mulx: `third` times rdx; low half to `src`, then high half to `dst`. No flags. */
export function execMulx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third, size } = insn;
  if (!load(cpu, third)) return X86_STOP.memory;
  const { words, base } = cpu;
  const isLong = size === 64;
  multiply(
    words[base + RDX] ?? 0,
    isLong ? (words[base + RDX + 1] ?? 0) : 0,
    lowOf(cpu, third),
    isLong ? highOf(cpu, third) : 0,
  );
  const { w0, w1, w2, w3 } = product;
  writeReg(cpu, src, w0, w1);
  if (isLong) writeReg(cpu, dst, w2, w3);
  else writeReg(cpu, dst, w1, 0);
  return next(cpu, insn);
}
