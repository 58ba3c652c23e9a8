// Intervals of sums, differences and products.
// Authority: scalar_min_max_{add,sub,mul} and their 32-bit twins, kernel/bpf/verifier.c, Linux 6.1 and 6.19.

import { s64, u64 } from '../../base/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import {
  S32_MAX,
  S32_MIN,
  S64_MAX,
  S64_MIN,
  type Scalar,
  U32_MAX,
  unbound32,
  unbound64,
} from './scalar.ts';
import { U64_MAX } from './tnum.ts';

function isS32Range(min: number, max: number): boolean {
  return min >= S32_MIN && max <= S32_MAX;
}

function isS64Range(min: bigint, max: bigint): boolean {
  return min >= S64_MIN && max <= S64_MAX;
}

// Up to 6.16 an interval is kept only if neither end wraps; since then also if both do.
function keepsWrapped(min: boolean, max: boolean, rules: NumberRules): boolean {
  return rules.sumsMayWrap ? min === max : !min && !max;
}

function addUnsigned32(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [min, max] = [dst.u32min + src.u32min, dst.u32max + src.u32max];
  const keeps = keepsWrapped(min > U32_MAX, max > U32_MAX, rules);
  dst.u32min = keeps ? min >>> 0 : 0;
  dst.u32max = keeps ? max >>> 0 : U32_MAX;
}

function addUnsigned64(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [min, max] = [dst.umin + src.umin, dst.umax + src.umax];
  const keeps = keepsWrapped(min > U64_MAX, max > U64_MAX, rules);
  dst.umin = keeps ? u64(min) : 0n;
  dst.umax = keeps ? u64(max) : U64_MAX;
}

function subUnsigned32(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [min, max] = [dst.u32min - src.u32max, dst.u32max - src.u32min];
  const keeps = keepsWrapped(min < 0, max < 0, rules);
  dst.u32min = keeps ? min >>> 0 : 0;
  dst.u32max = keeps ? max >>> 0 : U32_MAX;
}

function subUnsigned64(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [min, max] = [dst.umin - src.umax, dst.umax - src.umin];
  const keeps = keepsWrapped(min < 0n, max < 0n, rules);
  dst.umin = keeps ? u64(min) : 0n;
  dst.umax = keeps ? u64(max) : U64_MAX;
}

/** `dst += src` without the known bits. */
export function addBounds(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [s32min, s32max] = [dst.s32min + src.s32min, dst.s32max + src.s32max];
  const fitsS32 = isS32Range(s32min, s32min) && isS32Range(s32max, s32max);
  dst.s32min = fitsS32 ? s32min : S32_MIN;
  dst.s32max = fitsS32 ? s32max : S32_MAX;
  addUnsigned32(dst, src, rules);
  addBounds64(dst, src, rules);
}

/** The 64-bit half of an addition, which pointer arithmetic uses alone. */
export function addBounds64(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const smin = dst.smin + src.smin;
  const smax = dst.smax + src.smax;
  const fitsS64 = isS64Range(smin, smin) && isS64Range(smax, smax);
  dst.smin = fitsS64 ? smin : S64_MIN;
  dst.smax = fitsS64 ? smax : S64_MAX;
  addUnsigned64(dst, src, rules);
}

/** `dst -= src` without the known bits. */
export function subBounds(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const [s32min, s32max] = [dst.s32min - src.s32max, dst.s32max - src.s32min];
  const fitsS32 = isS32Range(s32min, s32min) && isS32Range(s32max, s32max);
  dst.s32min = fitsS32 ? s32min : S32_MIN;
  dst.s32max = fitsS32 ? s32max : S32_MAX;
  subUnsigned32(dst, src, rules);
  subBounds64(dst, src, rules);
}

/** The 64-bit half of a subtraction. */
export function subBounds64(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const smin = dst.smin - src.smax;
  const smax = dst.smax - src.smin;
  // Up to 5.10 (before its stable kernels) the test for an overflow looked at 32 bits and found none.
  const keeps = rules.missesOverflow || (isS64Range(smin, smin) && isS64Range(smax, smax));
  dst.smin = keeps ? s64(smin) : S64_MIN;
  dst.smax = keeps ? s64(smax) : S64_MAX;
  subUnsigned64(dst, src, rules);
}

// From 6.14 on: of the products of all ends, the least and the greatest.
function signedProduct32(dst: Scalar, src: Scalar): void {
  const ends = products(
    BigInt(dst.s32min),
    BigInt(dst.s32max),
    BigInt(src.s32min),
    BigInt(src.s32max),
  );
  const fits = ends.every((end) => end >= BigInt(S32_MIN) && end <= BigInt(S32_MAX));
  dst.s32min = fits ? Number(least(ends)) : S32_MIN;
  dst.s32max = fits ? Number(greatest(ends)) : S32_MAX;
  const umax = BigInt(dst.u32max) * BigInt(src.u32max);
  const umin = BigInt(dst.u32min) * BigInt(src.u32min);
  const isShort = umax <= BigInt(U32_MAX) && umin <= BigInt(U32_MAX);
  dst.u32min = isShort ? Number(umin) : 0;
  dst.u32max = isShort ? Number(umax) : U32_MAX;
}

function signedProduct64(dst: Scalar, src: Scalar): void {
  const ends = products(dst.smin, dst.smax, src.smin, src.smax);
  const fits = ends.every((end) => isS64Range(end, end));
  dst.smin = fits ? least(ends) : S64_MIN;
  dst.smax = fits ? greatest(ends) : S64_MAX;
  const [umin, umax] = [dst.umin * src.umin, dst.umax * src.umax];
  const isWide = umin <= U64_MAX && umax <= U64_MAX;
  dst.umin = isWide ? umin : 0n;
  dst.umax = isWide ? umax : U64_MAX;
}

function products(a: bigint, b: bigint, c: bigint, d: bigint): readonly bigint[] {
  return [a * c, a * d, b * c, b * d];
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((min, value) => (value < min ? value : min));
}

function greatest(values: readonly bigint[]): bigint {
  return values.reduce((max, value) => (value > max ? value : max));
}

/** `dst *= src` without the known bits. */
export function mulBounds(dst: Scalar, src: Scalar, rules: NumberRules): void {
  if (rules.signedProducts) {
    signedProduct32(dst, src);
    signedProduct64(dst, src);
  } else {
    mulBounds32(dst, src);
    mulBounds64(dst, src);
  }
}

/** The low halves of a product. */
function mulBounds32(dst: Scalar, src: Scalar): void {
  if (src.s32min < 0 || dst.s32min < 0 || src.u32max > 0xffff || dst.u32max > 0xffff) {
    unbound32(dst);
    return;
  }
  dst.u32min *= src.u32min;
  dst.u32max *= src.u32max;
  const fits = dst.u32max <= S32_MAX;
  dst.s32min = fits ? dst.u32min : S32_MIN;
  dst.s32max = fits ? dst.u32max : S32_MAX;
}

/** The 64-bit half of a product. */
function mulBounds64(dst: Scalar, src: Scalar): void {
  const half = BigInt(U32_MAX);
  if (src.smin < 0n || dst.smin < 0n || src.umax > half || dst.umax > half) {
    unbound64(dst);
    return;
  }
  dst.umin *= src.umin;
  dst.umax *= src.umax;
  const fits = dst.umax <= S64_MAX;
  dst.smin = fits ? dst.umin : S64_MIN;
  dst.smax = fits ? dst.umax : S64_MAX;
}
