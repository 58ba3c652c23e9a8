// Intervals of sums, differences and products.
// Authority: scalar_min_max_{add,sub,mul} and their 32-bit twins, kernel/bpf/verifier.c, Linux 6.1.

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

// A sum of intervals is kept only if neither end overflows.
/** `dst += src` without the known bits. */
export function addBounds(dst: Scalar, src: Scalar): void {
  const [s32min, s32max] = [dst.s32min + src.s32min, dst.s32max + src.s32max];
  const fitsS32 = isS32Range(Math.min(s32min, s32max), Math.max(s32min, s32max));
  dst.s32min = fitsS32 ? s32min : S32_MIN;
  dst.s32max = fitsS32 ? s32max : S32_MAX;
  const fitsU32 = dst.u32min + src.u32min <= U32_MAX && dst.u32max + src.u32max <= U32_MAX;
  dst.u32min = fitsU32 ? dst.u32min + src.u32min : 0;
  dst.u32max = fitsU32 ? dst.u32max + src.u32max : U32_MAX;
  addBounds64(dst, src);
}

/** The 64-bit half of an addition, which pointer arithmetic uses alone. */
export function addBounds64(dst: Scalar, src: Scalar): void {
  const smin = dst.smin + src.smin;
  const smax = dst.smax + src.smax;
  const fitsS64 = isS64Range(smin, smin) && isS64Range(smax, smax);
  dst.smin = fitsS64 ? smin : S64_MIN;
  dst.smax = fitsS64 ? smax : S64_MAX;
  const fitsU64 = dst.umin + src.umin <= U64_MAX && dst.umax + src.umax <= U64_MAX;
  dst.umin = fitsU64 ? dst.umin + src.umin : 0n;
  dst.umax = fitsU64 ? dst.umax + src.umax : U64_MAX;
}

/** `dst -= src` without the known bits. */
export function subBounds(dst: Scalar, src: Scalar): void {
  const [s32min, s32max] = [dst.s32min - src.s32max, dst.s32max - src.s32min];
  const fitsS32 = isS32Range(s32min, s32min) && isS32Range(s32max, s32max);
  dst.s32min = fitsS32 ? s32min : S32_MIN;
  dst.s32max = fitsS32 ? s32max : S32_MAX;
  const fitsU32 = dst.u32min >= src.u32max;
  dst.u32min = fitsU32 ? dst.u32min - src.u32max : 0;
  dst.u32max = fitsU32 ? dst.u32max - src.u32min : U32_MAX;
  subBounds64(dst, src);
}

/** The 64-bit half of a subtraction. */
export function subBounds64(dst: Scalar, src: Scalar): void {
  const smin = dst.smin - src.smax;
  const smax = dst.smax - src.smin;
  const fitsS64 = isS64Range(smin, smin) && isS64Range(smax, smax);
  dst.smin = fitsS64 ? smin : S64_MIN;
  dst.smax = fitsS64 ? smax : S64_MAX;
  const fitsU64 = dst.umin >= src.umax;
  dst.umin = fitsU64 ? dst.umin - src.umax : 0n;
  dst.umax = fitsU64 ? dst.umax - src.umin : U64_MAX;
}

/** The low halves of a product. */
export function mulBounds32(dst: Scalar, src: Scalar): void {
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

/** The 64-bit half of a product; bits must be up to date. */
export function mulBounds64(dst: Scalar, src: Scalar): void {
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
