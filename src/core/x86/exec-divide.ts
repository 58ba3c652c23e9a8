// Division.
// Authority: Intel SDM vol. 2, DIV, IDIV. Changes no flag: table in exec-flags.ts.
//
// The accumulator and its upper half (ah, dx, edx, rdx) are the operands `src` and `third`; `dst` is
// the divisor.

import { X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import type { PreparedInsn } from './exec-insn.ts';
import { highOf, load, lowOf, next, signedLow, unsignedLow, writeReg } from './exec-operands.ts';

const TWO_32 = 0x1_0000_0000;

/** Outcome of the last division. */
const divided = { quotLo: 0, quotHi: 0, remLo: 0, remHi: 0 };

/** Pairs whose upper word is below this are below 2^53, where doubles are exact. */
const EXACT_UPPER = 1 << 21;

function bigOf(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

function takeBig(quotient: bigint, remainder: bigint): void {
  divided.quotLo = Number(BigInt.asIntN(32, quotient));
  divided.quotHi = Number(BigInt.asIntN(32, quotient >> 32n));
  divided.remLo = Number(BigInt.asIntN(32, remainder));
  divided.remHi = Number(BigInt.asIntN(32, remainder >> 32n));
}

/** Unsigned 64 by 64 bits; the divisor is not 0. */
function dividePairs(aLo: number, aHi: number, bLo: number, bHi: number): void {
  if (aHi >>> 0 < EXACT_UPPER && bHi >>> 0 < EXACT_UPPER) {
    const a = aHi * TWO_32 + (aLo >>> 0);
    const b = bHi * TWO_32 + (bLo >>> 0);
    const remainder = a % b;
    const quotient = (a - remainder) / b;
    divided.quotLo = quotient | 0;
    divided.quotHi = Math.floor(quotient / TWO_32);
    divided.remLo = remainder | 0;
    divided.remHi = Math.floor(remainder / TWO_32);
    return;
  }
  const a = bigOf(aLo, aHi);
  const b = bigOf(bLo, bHi);
  takeBig(a / b, a % b);
}

/** Unsigned `upper:lower` (words, upper below divisor) by 32 bits, in two steps of 48 bits. */
function divideShort(upper: number, lower: number, divisor: number): void {
  const first = upper * 0x10000 + (lower >>> 16);
  const firstRem = first % divisor;
  const second = firstRem * 0x10000 + (lower & 0xffff);
  const secondRem = second % divisor;
  const quotient = ((first - firstRem) / divisor) * 0x10000 + (second - secondRem) / divisor;
  divided.quotLo = quotient | 0;
  divided.remLo = secondRem | 0;
}

/** Writes quotient and remainder. */
function finish(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  writeReg(cpu, insn.src, divided.quotLo, divided.quotHi);
  writeReg(cpu, insn.third, divided.remLo, divided.remHi);
  return next(cpu, insn);
}

/** rdx:rax by 64 bits, where rdx does not just extend rax. False when the quotient is too large. */
function divideWide(cpu: X86Cpu, insn: PreparedInsn, isSigned: boolean): boolean {
  const { dst, src, third } = insn;
  const upper = bigOf(lowOf(cpu, third), highOf(cpu, third));
  const dividend = (upper << 64n) | bigOf(lowOf(cpu, src), highOf(cpu, src));
  const divisor = bigOf(lowOf(cpu, dst), highOf(cpu, dst));
  const a = isSigned ? BigInt.asIntN(128, dividend) : dividend;
  const b = isSigned ? BigInt.asIntN(64, divisor) : divisor;
  const quotient = a / b;
  const kept = isSigned ? BigInt.asIntN(64, quotient) : BigInt.asUintN(64, quotient);
  if (kept !== quotient) return false;
  takeBig(quotient, a % b);
  return true;
}

function div64(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third } = insn;
  const bLo = lowOf(cpu, dst);
  const bHi = highOf(cpu, dst);
  if ((bLo | bHi) === 0) return X86_STOP.divide;
  if ((lowOf(cpu, third) | highOf(cpu, third)) === 0) {
    dividePairs(lowOf(cpu, src), highOf(cpu, src), bLo, bHi);
  } else if (!divideWide(cpu, insn, false)) {
    return X86_STOP.divide;
  }
  return finish(cpu, insn);
}

export function execDiv(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third, size } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (size === 64) return div64(cpu, insn);
  const divisor = unsignedLow(cpu, dst);
  const upper = unsignedLow(cpu, third);
  const lower = unsignedLow(cpu, src);
  // Covers a divisor of 0, too; otherwise the quotient fits.
  if (upper >= divisor) return X86_STOP.divide;
  if (size === 32) divideShort(upper, lower, divisor);
  else divideShort(0, (upper << size) | lower, divisor);
  return finish(cpu, insn);
}

function negateQuotient(): void {
  divided.quotHi = ~divided.quotHi + (divided.quotLo === 0 ? 1 : 0);
  divided.quotLo = -divided.quotLo | 0;
}

function negateRemainder(): void {
  divided.remHi = ~divided.remHi + (divided.remLo === 0 ? 1 : 0);
  divided.remLo = -divided.remLo | 0;
}

/** Upper word of the negated pair. */
function negatedUpper(lo: number, hi: number): number {
  return (~hi + (lo === 0 ? 1 : 0)) | 0;
}

/** rax, which rdx extends, by 64 bits: as magnitudes. */
function divideSigned(cpu: X86Cpu, insn: PreparedInsn): boolean {
  const { dst, src } = insn;
  const aLo = lowOf(cpu, src);
  const aHi = highOf(cpu, src);
  const bLo = lowOf(cpu, dst);
  const bHi = highOf(cpu, dst);
  dividePairs(
    aHi < 0 ? -aLo | 0 : aLo,
    aHi < 0 ? negatedUpper(aLo, aHi) : aHi,
    bHi < 0 ? -bLo | 0 : bLo,
    bHi < 0 ? negatedUpper(bLo, bHi) : bHi,
  );
  if (aHi < 0) negateRemainder();
  if ((aHi ^ bHi) < 0) negateQuotient();
  // -2^63 by -1.
  else if (divided.quotHi < 0) return false;
  return true;
}

function idiv64(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third } = insn;
  if ((lowOf(cpu, dst) | highOf(cpu, dst)) === 0) return X86_STOP.divide;
  const sign = highOf(cpu, src) >> 31;
  const extended = lowOf(cpu, third) === sign && highOf(cpu, third) === sign;
  const fits = extended ? divideSigned(cpu, insn) : divideWide(cpu, insn, true);
  return fits ? finish(cpu, insn) : X86_STOP.divide;
}

/** edx:eax by 32 bits: as magnitudes. */
function idiv32(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const lo = lowOf(cpu, insn.src);
  const hi = lowOf(cpu, insn.third);
  const divisor = signedLow(cpu, insn.dst);
  const upper = (hi < 0 ? negatedUpper(lo, hi) : hi) >>> 0;
  const magnitude = Math.abs(divisor);
  // Covers a divisor of 0, too.
  if (upper >= magnitude) return X86_STOP.divide;
  divideShort(upper, hi < 0 ? -lo | 0 : lo, magnitude);
  const isNegative = (hi ^ divisor) < 0;
  if (divided.quotLo >>> 0 > 0x7fff_ffff + (isNegative ? 1 : 0)) return X86_STOP.divide;
  if (isNegative) divided.quotLo = -divided.quotLo | 0;
  if (hi < 0) divided.remLo = -divided.remLo | 0;
  return finish(cpu, insn);
}

export function execIdiv(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src, third, size } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  if (size === 64) return idiv64(cpu, insn);
  if (size === 32) return idiv32(cpu, insn);
  const dividend = (signedLow(cpu, third) << size) | unsignedLow(cpu, src);
  const divisor = signedLow(cpu, dst);
  if (divisor === 0) return X86_STOP.divide;
  const quotient = Math.trunc(dividend / divisor);
  if (quotient !== (quotient << dst.lift) >> dst.lift) return X86_STOP.divide;
  divided.quotLo = quotient;
  divided.remLo = dividend % divisor;
  return finish(cpu, insn);
}
