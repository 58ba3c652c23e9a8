// Bits and intervals of a number teach each other.
// Authority: reg_bounds_sync and what it calls in kernel/bpf/verifier.c, Linux 6.1 (by the sign only), 6.12 (halves
// too), 6.19 and 7.1 (signed intervals across 0, single numbers).

import { s64, u64 } from '../../base/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { deduceHalves } from './halves.ts';
import {
  S32_MAX,
  S32_MIN,
  S64_MAX,
  type Scalar,
  scalarConst,
  unbound32,
  unbound64,
} from './scalar.ts';
import {
  tnumClearSubreg,
  tnumIntersect,
  tnumOr,
  tnumRange,
  tnumStep,
  tnumSubreg,
  U64_MAX,
} from './tnum.ts';

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

// Up to 6.7 signed and unsigned intervals teach each other wherever they do not cross the sign.
function deduceBySign64(scalar: Scalar): void {
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

function deduceBySign32(scalar: Scalar): void {
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

function bitsFromBounds(scalar: Scalar, rules: NumberRules): void {
  const whole = tnumIntersect(scalar.bits, tnumRange(scalar.umin, scalar.umax));
  const low = tnumRange(BigInt(scalar.u32min), BigInt(scalar.u32max));
  // Up to 6.2 the lower half came from before, so that only the 32-bit interval had a say in it.
  const before = tnumSubreg(rules.fixesLowBits ? whole : scalar.bits);
  scalar.bits = tnumOr(tnumClearSubreg(whole), tnumIntersect(before, low));
}

/** True if an interval is empty. */
export function contradicts(scalar: Scalar): boolean {
  return (
    scalar.umin > scalar.umax ||
    scalar.smin > scalar.smax ||
    scalar.u32min > scalar.u32max ||
    scalar.s32min > scalar.s32max
  );
}

/** True if known bits and intervals name different numbers. */
function disagrees(scalar: Scalar): boolean {
  const { bits } = scalar;
  if (bits.mask === 0n) {
    const { value } = bits;
    const isWhole = scalar.umin === value && scalar.umax === value;
    if (!isWhole || u64(scalar.smin) !== value || u64(scalar.smax) !== value) return true;
  }
  if ((bits.mask & 0xffff_ffffn) !== 0n) return false;
  const low = Number(bits.value & 0xffff_ffffn);
  const isLow = scalar.u32min === low && scalar.u32max === low;
  return !isLow || scalar.s32min !== (low | 0) || scalar.s32max !== (low | 0);
}

/** `reg_bounds_sanity_check` (6.8 on): intervals that contradict each other are given up. */
export function unboundContradiction(scalar: Scalar): void {
  if (!contradicts(scalar) && !disagrees(scalar)) return;
  unbound64(scalar);
  unbound32(scalar);
}

/** `__update_reg64_bounds` of 7.1: an interval in which the known bits leave one number. */
function knowSingle(scalar: Scalar): void {
  const { bits, umin, umax } = scalar;
  if (bits.mask === 0n || bits.mask === U64_MAX) return;
  const next = tnumStep(bits, umin);
  const minFits = (umin & ~bits.mask) === bits.value;
  const top = bits.value | bits.mask;
  if (minFits) {
    if (next > umax) know(scalar, umin);
  } else if (next === top) know(scalar, top);
  else if (next <= umax && tnumStep(bits, next) > umax) know(scalar, next);
}

function know(scalar: Scalar, value: bigint): void {
  Object.assign(scalar, scalarConst(value));
}

function update(scalar: Scalar, rules: NumberRules): void {
  boundsFromBits(scalar);
  if (rules.stepsBits) knowSingle(scalar);
}

/** `reg_bounds_sync`: lets bits and intervals teach each other, once around. */
export function syncBounds(scalar: Scalar, rules: NumberRules, again = true): void {
  if (!rules.comparesBothSides) {
    boundsFromBits(scalar);
    deduceBySign32(scalar);
    deduceBySign64(scalar);
  } else {
    if (rules.findsDeadSides && contradicts(scalar)) return;
    update(scalar, rules);
    const rounds = rules.splitsWideSign ? 3 : 2;
    for (let round = 0; round < rounds; round++) deduceHalves(scalar, rules);
  }
  bitsFromBounds(scalar, rules);
  if (again) update(scalar, rules);
}
