// What the verifier knows of a number in a register: bits (tnum) and four intervals, kept consistent.
// Authority: struct bpf_reg_state and reg_bounds_sync of kernel/bpf/verifier.c, Linux 6.1.
// A Scalar that is part of a register is never changed again; operations work on a clone.

import { s64, u64 } from '../../base/index.ts';
import {
  TNUM_UNKNOWN,
  type Tnum,
  tnumCast,
  tnumClearSubreg,
  tnumConst,
  tnumIn,
  tnumIntersect,
  tnumIsConst,
  tnumOr,
  tnumRange,
  tnumSubreg,
  U64_MAX,
} from './tnum.ts';

export const S64_MIN = -(1n << 63n);
export const S64_MAX = (1n << 63n) - 1n;
export const S32_MIN = -0x8000_0000;
export const S32_MAX = 0x7fff_ffff;
export const U32_MAX = 0xffff_ffff;

/** 64-bit bounds are bigint, 32-bit bounds (of the low half) plain numbers. */
export class Scalar {
  bits: Tnum = TNUM_UNKNOWN;
  smin = S64_MIN;
  smax = S64_MAX;
  umin = 0n;
  umax = U64_MAX;
  s32min = S32_MIN;
  s32max = S32_MAX;
  u32min = 0;
  u32max = U32_MAX;

  clone(): Scalar {
    const copy = new Scalar();
    copy.bits = this.bits;
    copy.smin = this.smin;
    copy.smax = this.smax;
    copy.umin = this.umin;
    copy.umax = this.umax;
    copy.s32min = this.s32min;
    copy.s32max = this.s32max;
    copy.u32min = this.u32min;
    copy.u32max = this.u32max;
    return copy;
  }

  get isConst(): boolean {
    return this.bits.mask === 0n;
  }

  /** The constant as a signed 64-bit number; meaningful only if `isConst`. */
  get constant(): bigint {
    return s64(this.bits.value);
  }

  equals(other: Scalar): boolean {
    if (this === other) return true;
    return (
      this.bits.value === other.bits.value &&
      this.bits.mask === other.bits.mask &&
      this.smin === other.smin &&
      this.smax === other.smax &&
      this.umin === other.umin &&
      this.umax === other.umax &&
      this.s32min === other.s32min &&
      this.s32max === other.s32max &&
      this.u32min === other.u32min &&
      this.u32max === other.u32max
    );
  }

  /** True if every value that `other` allows is allowed here too. */
  contains(other: Scalar): boolean {
    if (this === other) return true;
    return (
      this.umin <= other.umin &&
      this.umax >= other.umax &&
      this.smin <= other.smin &&
      this.smax >= other.smax &&
      this.u32min <= other.u32min &&
      this.u32max >= other.u32max &&
      this.s32min <= other.s32min &&
      this.s32max >= other.s32max &&
      tnumIn(this.bits, other.bits)
    );
  }
}

/** Nothing is known. */
export const UNKNOWN: Scalar = new Scalar();

export function scalarConst(value: bigint): Scalar {
  const scalar = new Scalar();
  const unsigned = u64(value);
  const low = Number(unsigned & 0xffff_ffffn);
  scalar.bits = tnumConst(unsigned);
  scalar.smin = scalar.smax = s64(unsigned);
  scalar.umin = scalar.umax = unsigned;
  scalar.s32min = scalar.s32max = low | 0;
  scalar.u32min = scalar.u32max = low;
  return scalar;
}

export const ZERO: Scalar = scalarConst(0n);

export function unbound64(scalar: Scalar): void {
  scalar.smin = S64_MIN;
  scalar.smax = S64_MAX;
  scalar.umin = 0n;
  scalar.umax = U64_MAX;
}

export function unbound32(scalar: Scalar): void {
  scalar.s32min = S32_MIN;
  scalar.s32max = S32_MAX;
  scalar.u32min = 0;
  scalar.u32max = U32_MAX;
}

const big = {
  min: (a: bigint, b: bigint): bigint => (a < b ? a : b),
  max: (a: bigint, b: bigint): bigint => (a > b ? a : b),
};

function boundsFromBits64(scalar: Scalar): void {
  const { value, mask } = scalar.bits;
  scalar.smin = big.max(scalar.smin, s64(value | (mask & (1n << 63n))));
  scalar.smax = big.min(scalar.smax, s64(value | (mask & ~(1n << 63n))));
  scalar.umin = big.max(scalar.umin, value);
  scalar.umax = big.min(scalar.umax, value | mask);
}

export function boundsFromBits32(scalar: Scalar): void {
  const value = Number(scalar.bits.value & 0xffff_ffffn);
  const mask = Number(scalar.bits.mask & 0xffff_ffffn);
  scalar.s32min = Math.max(scalar.s32min, value | (mask & S32_MIN));
  scalar.s32max = Math.min(scalar.s32max, value | (mask & S32_MAX));
  scalar.u32min = Math.max(scalar.u32min, value);
  scalar.u32max = Math.min(scalar.u32max, (value | mask) >>> 0);
}

/** Tightens all intervals by the known bits. */
export function boundsFromBits(scalar: Scalar): void {
  if (scalar.bits.mask === U64_MAX) return;
  boundsFromBits32(scalar);
  boundsFromBits64(scalar);
}

// Signed and unsigned intervals teach each other wherever they do not cross the sign.
function deduce64(scalar: Scalar): void {
  if (scalar.smin >= 0n || scalar.smax < 0n) {
    scalar.umin = big.max(u64(scalar.smin), scalar.umin);
    scalar.umax = big.min(u64(scalar.smax), scalar.umax);
    scalar.smin = s64(scalar.umin);
    scalar.smax = s64(scalar.umax);
    return;
  }
  if (scalar.umax <= S64_MAX) {
    scalar.smin = scalar.umin;
    scalar.umax = big.min(u64(scalar.smax), scalar.umax);
    scalar.smax = scalar.umax;
  } else if (scalar.umin > S64_MAX) {
    scalar.umin = big.max(u64(scalar.smin), scalar.umin);
    scalar.smin = s64(scalar.umin);
    scalar.smax = s64(scalar.umax);
  }
}

function deduce32(scalar: Scalar): void {
  if (scalar.s32min >= 0 || scalar.s32max < 0) {
    scalar.u32min = Math.max(scalar.s32min >>> 0, scalar.u32min);
    scalar.u32max = Math.min(scalar.s32max >>> 0, scalar.u32max);
    scalar.s32min = scalar.u32min | 0;
    scalar.s32max = scalar.u32max | 0;
    return;
  }
  if (scalar.u32max <= S32_MAX) {
    scalar.s32min = scalar.u32min;
    scalar.u32max = Math.min(scalar.s32max >>> 0, scalar.u32max);
    scalar.s32max = scalar.u32max;
  } else if (scalar.u32min > S32_MAX) {
    scalar.u32min = Math.max(scalar.s32min >>> 0, scalar.u32min);
    scalar.s32min = scalar.u32min | 0;
    scalar.s32max = scalar.u32max | 0;
  }
}

function bitsFromBounds(scalar: Scalar): void {
  const whole = tnumIntersect(scalar.bits, tnumRange(scalar.umin, scalar.umax));
  const low = tnumRange(BigInt(scalar.u32min), BigInt(scalar.u32max));
  scalar.bits = tnumOr(tnumClearSubreg(whole), tnumIntersect(tnumSubreg(whole), low));
}

/** `reg_bounds_sync`: lets bits and intervals teach each other, once around. */
export function syncBounds(scalar: Scalar): void {
  boundsFromBits(scalar);
  deduce32(scalar);
  deduce64(scalar);
  bitsFromBounds(scalar);
  boundsFromBits(scalar);
}

/** The 64-bit intervals of a value whose upper half is zero. */
function assign32Into64(scalar: Scalar): void {
  scalar.umin = BigInt(scalar.u32min);
  scalar.umax = BigInt(scalar.u32max);
  const nonNegative = scalar.s32min >= 0 && scalar.s32max >= 0;
  scalar.smin = nonNegative ? BigInt(scalar.s32min) : 0n;
  scalar.smax = nonNegative ? BigInt(scalar.s32max) : BigInt(U32_MAX);
}

/** `zext_32_to_64`: what a 32-bit operation leaves in the whole register. */
export function zeroExtend(scalar: Scalar): void {
  scalar.bits = tnumSubreg(scalar.bits);
  assign32Into64(scalar);
}

/** After a 32-bit comparison the 64-bit intervals are stale. */
export function combine32Into64(scalar: Scalar): void {
  const upper = tnumClearSubreg(scalar.bits);
  if (upper.value === 0n && upper.mask === 0n) assign32Into64(scalar);
  else unbound64(scalar);
  syncBounds(scalar);
}

/** After a 64-bit comparison the 32-bit intervals are stale. */
export function combine64Into32(scalar: Scalar): void {
  unbound32(scalar);
  if (scalar.smin >= BigInt(S32_MIN) && scalar.smax <= BigInt(S32_MAX)) {
    scalar.s32min = Number(scalar.smin);
    scalar.s32max = Number(scalar.smax);
  }
  if (scalar.umax <= BigInt(U32_MAX)) {
    scalar.u32min = Number(scalar.umin);
    scalar.u32max = Number(scalar.umax);
  }
  syncBounds(scalar);
}

/** `coerce_reg_to_size`: a load of 1, 2 or 4 bytes zero-extends. */
export function truncate(scalar: Scalar, bytes: number): Scalar {
  const result = scalar.clone();
  const mask = (1n << BigInt(8 * bytes)) - 1n;
  result.bits = tnumCast(scalar.bits, bytes);
  const sameUpper = (scalar.umin & ~mask) === (scalar.umax & ~mask);
  result.umin = sameUpper ? scalar.umin & mask : 0n;
  result.umax = sameUpper ? scalar.umax & mask : mask;
  result.smin = result.umin;
  result.smax = result.umax;
  if (bytes < 4) combine64Into32(result);
  return result;
}

/**
 * `coerce_reg_to_size_sx`: the low `bytes` of a number with their sign; `alu32` extends to 32 bits and
 * clears the upper half.
 */
export function signExtend(scalar: Scalar, bytes: number, alu32: boolean): Scalar {
  const width = 8 * bytes;
  const wrap = (value: bigint): bigint => (alu32 ? BigInt.asUintN(32, value) : value);
  if (tnumIsConst(scalar.bits)) return scalarConst(wrap(BigInt.asIntN(width, scalar.bits.value)));
  const result = new Scalar();
  const size = BigInt(width);
  const sameTop = scalar.smin >> size === scalar.smax >> size;
  const low = BigInt.asIntN(width, scalar.smin);
  const high = BigInt.asIntN(width, scalar.smax);
  const oneSign = sameTop && low <= high && low < 0n === high < 0n;
  result.smin = oneSign ? low : -(1n << (size - 1n));
  result.smax = oneSign ? high : (1n << (size - 1n)) - 1n;
  combine64Into32(result);
  if (alu32) zeroExtend(result);
  syncBounds(result);
  return result;
}

/** True if no interval says anything (`__is_scalar_unbounded`). */
export function isUnbounded(scalar: Scalar): boolean {
  return (
    tnumIsUnknown(scalar.bits) &&
    scalar.smin === S64_MIN &&
    scalar.smax === S64_MAX &&
    scalar.umin === 0n &&
    scalar.umax === U64_MAX &&
    scalar.s32min === S32_MIN &&
    scalar.s32max === S32_MAX &&
    scalar.u32min === 0 &&
    scalar.u32max === U32_MAX
  );
}

function tnumIsUnknown(bits: Tnum): boolean {
  return !tnumIsConst(bits) && bits.mask === U64_MAX;
}
