// A number's four intervals, of 64 and 32 bits, signed and unsigned, teach each other.
// Authority: __reg32_deduce_bounds, __reg64_deduce_bounds and __reg_deduce_mixed_bounds of kernel/bpf/verifier.c,
// Linux 6.12 to 7.1.

import { s64, u64 } from '../../base/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { S32_MAX, S32_MIN, type Scalar } from './scalar.ts';
import { tnumIntersect, tnumRange } from './tnum.ts';

const LOW = 0xffff_ffffn;
const HIGH = ~LOW;

function low(value: bigint): number {
  return Number(value & LOW);
}

function limitUnsigned32(scalar: Scalar, min: number, max: number): void {
  if (min > scalar.u32min) scalar.u32min = min;
  if (max < scalar.u32max) scalar.u32max = max;
}

function limitSigned32(scalar: Scalar, min: number, max: number): void {
  if (min > scalar.s32min) scalar.s32min = min;
  if (max < scalar.s32max) scalar.s32max = max;
}

function limitUnsigned64(scalar: Scalar, min: bigint, max: bigint): void {
  if (min > scalar.umin) scalar.umin = min;
  if (max < scalar.umax) scalar.umax = max;
}

function limitSigned64(scalar: Scalar, min: bigint, max: bigint): void {
  if (min > scalar.smin) scalar.smin = min;
  if (max < scalar.smax) scalar.smax = max;
}

// The low halves of an interval whose upper half stays the same are an interval themselves.
function shortFromWide(scalar: Scalar): void {
  const [umin, umax, smin, smax] = [scalar.umin, scalar.umax, scalar.smin, scalar.smax];
  const [ulow, uhigh, slow, shigh] = [low(umin), low(umax), low(smin), low(smax)];
  const unsignedTops = (umax >> 32n) - (umin >> 32n);
  const signedTops = (smax >> 32n) - (smin >> 32n);
  if (unsignedTops === 0n) {
    limitUnsigned32(scalar, ulow, uhigh);
    if ((ulow | 0) <= (uhigh | 0)) limitSigned32(scalar, ulow | 0, uhigh | 0);
  }
  if (signedTops === 0n) {
    if (slow <= shigh) limitUnsigned32(scalar, slow, shigh);
    if ((slow | 0) <= (shigh | 0)) limitSigned32(scalar, slow | 0, shigh | 0);
  }
  // The upper half steps once, so that the low one goes from negative to positive.
  if (unsignedTops === 1n && (ulow | 0) < 0 && (uhigh | 0) >= 0) {
    limitSigned32(scalar, ulow | 0, uhigh | 0);
  }
  if (signedTops === 1n && (slow | 0) < 0 && (shigh | 0) >= 0) {
    limitSigned32(scalar, slow | 0, shigh | 0);
  }
}

function shortSigns(scalar: Scalar, rules: NumberRules): void {
  const [min, max] = [scalar.u32min | 0, scalar.u32max | 0];
  if (min <= max) limitSigned32(scalar, min, max);
  const [smin, smax] = [scalar.s32min >>> 0, scalar.s32max >>> 0];
  if (smin <= smax) limitUnsigned32(scalar, smin, smax);
  else if (rules.splitsShortSign) splitShort(scalar, smin, smax);
}

// Seen as unsigned, a signed interval across 0 is two pieces. If the unsigned interval meets only one, that is it.
function splitShort(scalar: Scalar, smin: number, smax: number): void {
  if (scalar.u32max < smin) {
    scalar.s32min = scalar.u32min | 0;
    scalar.u32max = Math.min(scalar.u32max, smax);
  } else if (smax < scalar.u32min) {
    scalar.s32max = scalar.u32max | 0;
    scalar.u32min = Math.max(scalar.u32min, smin);
  }
}

function splitWide(scalar: Scalar, smin: bigint, smax: bigint): void {
  if (scalar.umax < smin) {
    scalar.smin = s64(scalar.umin);
    if (smax < scalar.umax) scalar.umax = smax;
  } else if (smax < scalar.umin) {
    scalar.smax = s64(scalar.umax);
    if (smin > scalar.umin) scalar.umin = smin;
  }
}

function wideSigns(scalar: Scalar, rules: NumberRules): void {
  const [min, max] = [s64(scalar.umin), s64(scalar.umax)];
  if (min <= max) limitSigned64(scalar, min, max);
  const [smin, smax] = [u64(scalar.smin), u64(scalar.smax)];
  if (smin <= smax) limitUnsigned64(scalar, smin, smax);
  else if (rules.splitsWideSign) splitWide(scalar, smin, smax);
}

function wideFromShort(scalar: Scalar, lowMin: number, lowMax: number): void {
  const [min, max] = [BigInt(lowMin), BigInt(lowMax)];
  limitUnsigned64(scalar, (scalar.umin & HIGH) | min, (scalar.umax & HIGH) | max);
  limitSigned64(scalar, (scalar.smin & HIGH) | min, (scalar.smax & HIGH) | max);
}

// A signed 32-bit number that is not negative is the whole of it.
function positiveHalf(scalar: Scalar): void {
  const isShort = scalar.smin >= BigInt(S32_MIN) && scalar.smax <= BigInt(S32_MAX);
  if (scalar.s32min < 0 || !isShort) return;
  scalar.smin = scalar.umin = BigInt(scalar.s32min);
  scalar.smax = scalar.umax = BigInt(scalar.s32max);
  scalar.bits = tnumIntersect(scalar.bits, tnumRange(scalar.umin, scalar.umax));
}

/** One round of `__reg_deduce_bounds`. */
export function deduceHalves(scalar: Scalar, rules: NumberRules): void {
  if (rules.wideFirst) wideSigns(scalar, rules);
  shortFromWide(scalar);
  shortSigns(scalar, rules);
  if (!rules.wideFirst) wideSigns(scalar, rules);
  wideFromShort(scalar, scalar.u32min, scalar.u32max);
  const [min, max] = [scalar.s32min >>> 0, scalar.s32max >>> 0];
  if (min <= max) wideFromShort(scalar, min, max);
  if (rules.positiveHalves) positiveHalf(scalar);
}
