// Shifts by a known distance.
// Authority: scalar_min_max_{lsh,rsh,arsh} and their 32-bit twins, kernel/bpf/verifier.c, Linux 6.1.

import { u64 } from '../../base/index.ts';
import { boundsFromBits, boundsFromBits32 } from './deduce.ts';
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
import { tnumArsh, tnumLsh, tnumRsh, tnumSubreg, U64_MAX } from './tnum.ts';

function lshBounds32(dst: Scalar, shift: number): void {
  dst.s32min = S32_MIN;
  dst.s32max = S32_MAX;
  const fits = shift <= 31 && dst.u32max <= 2 ** (31 - shift);
  dst.u32min = fits ? (dst.u32min << shift) >>> 0 : 0;
  dst.u32max = fits ? (dst.u32max << shift) >>> 0 : U32_MAX;
}

/** `lsh32` by a constant below the width. */
export function lsh32(dst: Scalar, shift: number): void {
  lshBounds32(dst, shift);
  dst.bits = tnumSubreg(tnumLsh(tnumSubreg(dst.bits), shift));
  unbound64(dst);
  boundsFromBits32(dst);
}

/** `lsh64` by a constant below the width. */
export function lsh64(dst: Scalar, shift: number): void {
  const by = BigInt(shift);
  // Shifting by 32 is how compilers sign-extend, so the low half's signed bounds are kept.
  dst.smax = shift === 32 && dst.s32max >= 0 ? BigInt(dst.s32max) << 32n : S64_MAX;
  dst.smin = shift === 32 && dst.s32min >= 0 ? BigInt(dst.s32min) << 32n : S64_MIN;
  const fits = dst.umax <= 1n << (63n - by);
  dst.umin = fits ? u64(dst.umin << by) : 0n;
  dst.umax = fits ? u64(dst.umax << by) : U64_MAX;
  lshBounds32(dst, shift);
  dst.bits = tnumLsh(dst.bits, shift);
  boundsFromBits(dst);
}

/** `rsh32` by a constant below the width. */
export function rsh32(dst: Scalar, shift: number): void {
  dst.s32min = S32_MIN;
  dst.s32max = S32_MAX;
  dst.bits = tnumRsh(tnumSubreg(dst.bits), shift);
  dst.u32min >>>= shift;
  dst.u32max >>>= shift;
  unbound64(dst);
  boundsFromBits32(dst);
}

/** `rsh64` by a constant below the width. */
export function rsh64(dst: Scalar, shift: number): void {
  const by = BigInt(shift);
  dst.smin = S64_MIN;
  dst.smax = S64_MAX;
  dst.bits = tnumRsh(dst.bits, shift);
  dst.umin >>= by;
  dst.umax >>= by;
  unbound32(dst);
  boundsFromBits(dst);
}

/** `arsh32` by a constant below the width. */
export function arsh32(dst: Scalar, shift: number): void {
  dst.s32min >>= shift;
  dst.s32max >>= shift;
  dst.bits = tnumArsh(tnumSubreg(dst.bits), shift, 32);
  dst.u32min = 0;
  dst.u32max = U32_MAX;
  unbound64(dst);
  boundsFromBits32(dst);
}

/** `arsh64` by a constant below the width. */
export function arsh64(dst: Scalar, shift: number): void {
  const by = BigInt(shift);
  dst.smin >>= by;
  dst.smax >>= by;
  dst.bits = tnumArsh(dst.bits, shift, 64);
  dst.umin = 0n;
  dst.umax = U64_MAX;
  unbound32(dst);
  boundsFromBits(dst);
}
