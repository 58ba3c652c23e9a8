// What is left of a number when it is cut, extended, or compared in one half.
// Authority: zext_32_to_64, coerce_reg_to_size{,_sx}, coerce_subreg_to_size_sx and __reg_combine_* of
// kernel/bpf/verifier.c, Linux 6.1, 6.6 and 6.12.

import type { NumberRules } from '../../kernel/index.ts';
import { syncBounds } from './deduce.ts';
import { S32_MAX, S32_MIN, Scalar, scalarConst, U32_MAX, unbound32, unbound64 } from './scalar.ts';
import {
  TNUM_UNKNOWN,
  tnumCast,
  tnumClearSubreg,
  tnumIsConst,
  tnumRange,
  tnumSubreg,
} from './tnum.ts';

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

/** After a 32-bit comparison the 64-bit intervals are stale (up to 6.7). */
export function combine32Into64(scalar: Scalar, rules: NumberRules): void {
  const upper = tnumClearSubreg(scalar.bits);
  if (upper.value === 0n && upper.mask === 0n) assign32Into64(scalar);
  else unbound64(scalar);
  syncBounds(scalar, rules);
}

// Up to 5.9 each end of the interval was looked at alone, and the very ends of the 32-bit numbers were left out.
function copyEachEnd(scalar: Scalar): void {
  const inS32 = (value: bigint): boolean => value > BigInt(S32_MIN) && value < BigInt(S32_MAX);
  const inU32 = (value: bigint): boolean => value > 0n && value < BigInt(U32_MAX);
  if (inS32(scalar.smin)) scalar.s32min = Number(scalar.smin);
  if (inS32(scalar.smax)) scalar.s32max = Number(scalar.smax);
  if (inU32(scalar.umin)) scalar.u32min = Number(scalar.umin);
  if (inU32(scalar.umax)) scalar.u32max = Number(scalar.umax);
}

function copyBothEnds(scalar: Scalar): void {
  if (scalar.smin >= BigInt(S32_MIN) && scalar.smax <= BigInt(S32_MAX)) {
    scalar.s32min = Number(scalar.smin);
    scalar.s32max = Number(scalar.smax);
  }
  if (scalar.umax <= BigInt(U32_MAX)) {
    scalar.u32min = Number(scalar.umin);
    scalar.u32max = Number(scalar.umax);
  }
}

/** After a 64-bit comparison the 32-bit intervals are stale (up to 6.7). */
export function combine64Into32(scalar: Scalar, rules: NumberRules): void {
  unbound32(scalar);
  if (rules.halvesEachEnd) copyEachEnd(scalar);
  else copyBothEnds(scalar);
  syncBounds(scalar, rules);
}

/** `coerce_reg_to_size`: a load of 1, 2 or 4 bytes zero-extends. */
export function truncate(scalar: Scalar, bytes: number, rules: NumberRules): Scalar {
  const result = scalar.clone();
  const mask = (1n << BigInt(8 * bytes)) - 1n;
  result.bits = tnumCast(scalar.bits, bytes);
  const sameUpper = (scalar.umin & ~mask) === (scalar.umax & ~mask);
  result.umin = sameUpper ? scalar.umin & mask : 0n;
  result.umax = sameUpper ? scalar.umax & mask : mask;
  result.smin = result.umin;
  result.smax = result.umax;
  if (rules.comparesBothSides) {
    if (bytes < 4) unbound32(result);
    syncBounds(result, rules);
  } else if (bytes < 4) combine64Into32(result, rules);
  return result;
}

/** Both ends after their sign was extended from `width` bits, or null when they differ above or in sign. */
function extendEnds(min: bigint, max: bigint, width: number): readonly [bigint, bigint] | null {
  if (min >> BigInt(width) !== max >> BigInt(width)) return null;
  const [low, high] = [BigInt.asIntN(width, min), BigInt.asIntN(width, max)];
  return low <= high && low < 0n === high < 0n ? [low, high] : null;
}

/** `coerce_reg_to_size_sx`: the low `bytes` of a number with their sign. */
function signExtend64(scalar: Scalar, width: number): Scalar {
  const result = new Scalar();
  const ends = extendEnds(scalar.smin, scalar.smax, width);
  const size = BigInt(width - 1);
  const [min, max] = ends ?? [-(1n << size), (1n << size) - 1n];
  result.smin = min;
  result.smax = max;
  result.s32min = Number(BigInt.asIntN(32, min));
  result.s32max = Number(BigInt.asIntN(32, max));
  if (ends === null) return result;
  result.umin = BigInt.asUintN(64, min);
  result.umax = BigInt.asUintN(64, max);
  result.u32min = result.s32min >>> 0;
  result.u32max = result.s32max >>> 0;
  result.bits = tnumRange(result.umin, result.umax);
  return result;
}

/** `coerce_subreg_to_size_sx`: the same in the low half, which is all that is left. */
function signExtend32(scalar: Scalar, width: number, rules: NumberRules): Scalar {
  const result = new Scalar();
  const ends = extendEnds(BigInt(scalar.s32min), BigInt(scalar.s32max), width);
  const size = BigInt(width - 1);
  const [min, max] = ends ?? [-(1n << size), (1n << size) - 1n];
  result.s32min = Number(min);
  result.s32max = Number(max);
  result.bits = tnumSubreg(TNUM_UNKNOWN);
  if (ends !== null) {
    result.u32min = result.s32min >>> 0;
    result.u32max = result.s32max >>> 0;
    result.bits = tnumSubreg(tnumRange(BigInt.asUintN(64, min), BigInt.asUintN(64, max)));
  }
  zeroExtend(result);
  syncBounds(result, rules);
  return result;
}

/** The low `bytes` of a number with their sign; `alu32` extends to 32 bits and clears the upper half. */
export function signExtend(
  scalar: Scalar,
  bytes: number,
  alu32: boolean,
  rules: NumberRules,
): Scalar {
  const width = 8 * bytes;
  if (tnumIsConst(scalar.bits)) {
    const value = BigInt.asIntN(width, scalar.bits.value);
    return scalarConst(alu32 ? BigInt.asUintN(32, value) : value);
  }
  return alu32 ? signExtend32(scalar, width, rules) : signExtend64(scalar, width);
}
