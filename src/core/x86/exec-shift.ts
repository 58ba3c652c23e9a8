// Shifts and rotates.
// Authority: Intel SDM vol. 2, SAL/SAR/SHL/SHR, RCL/RCR/ROL/ROR, SARX/SHLX/SHRX. Not modelled:
// shld, shrd, rorx. A count of 0 changes no flag, but still clears the upper half of a 32-bit register. Flags that
// the manual leaves undefined: table in exec-flags.ts.

import { FLAG, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { resultFlags, STATUS_FLAGS } from './exec-flags.ts';
import type { PreparedInsn } from './exec-insn.ts';
import {
  flagsOf,
  highOf,
  load,
  lowOf,
  next,
  setFlags,
  signedLow,
  write,
  writeReg,
} from './exec-operands.ts';

/** Outcome of the last computation. */
const shifted = { lo: 0, hi: 0 };

/** The three pair shifts take counts 0..63. */
function shl64(lo: number, hi: number, count: number): void {
  if (count >= 32) {
    shifted.hi = lo << (count - 32);
    shifted.lo = 0;
  } else {
    shifted.hi = count === 0 ? hi : (hi << count) | (lo >>> (32 - count));
    shifted.lo = lo << count;
  }
}

function shr64(lo: number, hi: number, count: number): void {
  if (count >= 32) {
    shifted.lo = (hi >>> (count - 32)) | 0;
    shifted.hi = 0;
  } else {
    shifted.lo = count === 0 ? lo : (lo >>> count) | (hi << (32 - count));
    shifted.hi = (hi >>> count) | 0;
  }
}

function sar64(lo: number, hi: number, count: number): void {
  if (count >= 32) {
    shifted.lo = hi >> (count - 32);
    shifted.hi = hi >> 31;
  } else {
    shifted.lo = count === 0 ? lo : (lo >>> count) | (hi << (32 - count));
    shifted.hi = hi >> count;
  }
}

/** Bit 0..63 of a pair. */
function bitOf(lo: number, hi: number, bit: number): number {
  return ((bit < 32 ? lo : hi) >>> (bit & 31)) & 1;
}

/** Bit `fromTop` places below the top bit of the result. */
function topBit(insn: PreparedInsn, fromTop: number): number {
  return insn.size === 64
    ? (shifted.hi >>> (31 - fromTop)) & 1
    : (shifted.lo >>> (insn.size - 1 - fromTop)) & 1;
}

/** The count as the processor takes it: modulo 64 for 64 bits, else modulo 32. */
function countOf(cpu: X86Cpu, insn: PreparedInsn): number {
  return lowOf(cpu, insn.src) & (insn.size === 64 ? 63 : 31);
}

const OF_SHIFT = 11;

/** Writes the result, then the flags of `affected`. */
function finish(cpu: X86Cpu, insn: PreparedInsn, affected: number, flags: number): X86Stop {
  if (!write(cpu, insn.dst, shifted.lo, shifted.hi)) return X86_STOP.memory;
  setFlags(cpu, affected, flags);
  return next(cpu, insn);
}

function finishShift(cpu: X86Cpu, insn: PreparedInsn, carry: number, overflow: number): X86Stop {
  const { lo, hi } = shifted;
  const lifted = lo << insn.dst.lift;
  const flags = insn.size === 64 ? resultFlags(lo, hi, lo | hi) : resultFlags(lo, lifted, lifted);
  return finish(cpu, insn, STATUS_FLAGS, flags | carry | (overflow << OF_SHIFT));
}

/** A count of 0: the value is written back, because 32 bits clear the upper half. */
function finishUnshifted(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  shifted.lo = lowOf(cpu, insn.dst);
  shifted.hi = highOf(cpu, insn.dst);
  return finish(cpu, insn, 0, 0);
}

export function execShl(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, size } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  const lo = lowOf(cpu, dst);
  let carry = 0;
  if (size === 64) {
    const hi = highOf(cpu, dst);
    shl64(lo, hi, count);
    carry = bitOf(lo, hi, 64 - count);
  } else {
    shifted.lo = lo << count;
    carry = count <= size ? (lo >>> (size - count)) & 1 : 0;
  }
  return finishShift(cpu, insn, carry, carry ^ topBit(insn, 0));
}

export function execShr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  const lo = lowOf(cpu, dst);
  const hi = insn.size === 64 ? highOf(cpu, dst) : 0;
  shr64(lo, hi, count);
  return finishShift(cpu, insn, bitOf(lo, hi, count - 1), topBit(insn, 0) ^ topBit(insn, 1));
}

export function execSar(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  const lo = insn.size === 64 ? lowOf(cpu, dst) : signedLow(cpu, dst);
  const hi = insn.size === 64 ? highOf(cpu, dst) : lo >> 31;
  sar64(lo, hi, count);
  return finishShift(cpu, insn, bitOf(lo, hi, count - 1), 0);
}

/** Rotates `dst` left by 0..size-1 into `shifted`. */
function rotateLeft(cpu: X86Cpu, insn: PreparedInsn, count: number): void {
  const { dst, size } = insn;
  const lo = lowOf(cpu, dst);
  if (size === 64) {
    const hi = highOf(cpu, dst);
    shr64(lo, hi, (64 - count) & 63);
    const lowPart = shifted.lo;
    const highPart = shifted.hi;
    shl64(lo, hi, count);
    if (count === 0) return;
    shifted.lo |= lowPart;
    shifted.hi |= highPart;
    return;
  }
  shifted.lo = count === 0 ? lo : (lo << count) | (lo >>> (size - count));
}

const ROTATE_FLAGS = FLAG.cf | FLAG.of;

export function execRol(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  rotateLeft(cpu, insn, count % insn.size);
  const carry = shifted.lo & 1;
  return finish(cpu, insn, ROTATE_FLAGS, carry | ((carry ^ topBit(insn, 0)) << OF_SHIFT));
}

export function execRor(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  rotateLeft(cpu, insn, (insn.size - (count % insn.size)) % insn.size);
  const carry = topBit(insn, 0);
  return finish(cpu, insn, ROTATE_FLAGS, carry | ((carry ^ topBit(insn, 1)) << OF_SHIFT));
}

/** Loads `dst` into `shifted`; shorter values with zeros above. */
function startRotate(cpu: X86Cpu, insn: PreparedInsn): void {
  shifted.lo = lowOf(cpu, insn.dst);
  shifted.hi = insn.size === 64 ? highOf(cpu, insn.dst) : 0;
}

/** rcl: rotates through CF, a bit at a time. */
export function execRcl(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  startRotate(cpu, insn);
  let carry = flagsOf(cpu) & FLAG.cf;
  for (let done = 0; done < count; done++) {
    const out = topBit(insn, 0);
    shl64(shifted.lo, shifted.hi, 1);
    shifted.lo |= carry;
    carry = out;
  }
  return finish(cpu, insn, ROTATE_FLAGS, carry | ((carry ^ topBit(insn, 0)) << OF_SHIFT));
}

/** rcr: likewise to the right. */
export function execRcr(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.dst)) return X86_STOP.memory;
  const count = countOf(cpu, insn);
  if (count === 0) return finishUnshifted(cpu, insn);
  startRotate(cpu, insn);
  let carry = flagsOf(cpu) & FLAG.cf;
  for (let done = 0; done < count; done++) {
    const out = shifted.lo & 1;
    shr64(shifted.lo, shifted.hi, 1);
    if (insn.size === 64) shifted.hi |= carry << 31;
    else shifted.lo |= carry << (insn.size - 1);
    carry = out;
  }
  const overflow = topBit(insn, 0) ^ topBit(insn, 1);
  return finish(cpu, insn, ROTATE_FLAGS, carry | (overflow << OF_SHIFT));
}

/** Writes a result whose instruction changes no flag. */
function finishQuiet(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  writeReg(cpu, insn.dst, shifted.lo, shifted.hi);
  return next(cpu, insn);
}

/** The count of shlx, shrx and sarx is in `third`. */
function thirdCount(cpu: X86Cpu, insn: PreparedInsn): number {
  return lowOf(cpu, insn.third) & (insn.size === 64 ? 63 : 31);
}

export function execShlx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const count = thirdCount(cpu, insn);
  shl64(lowOf(cpu, src), highOf(cpu, src), count);
  return finishQuiet(cpu, insn);
}

export function execShrx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const hi = insn.size === 64 ? highOf(cpu, src) : 0;
  shr64(lowOf(cpu, src), hi, thirdCount(cpu, insn));
  return finishQuiet(cpu, insn);
}

export function execSarx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const lo = lowOf(cpu, src);
  const hi = insn.size === 64 ? highOf(cpu, src) : lo >> 31;
  sar64(lo, hi, thirdCount(cpu, insn));
  return finishQuiet(cpu, insn);
}
