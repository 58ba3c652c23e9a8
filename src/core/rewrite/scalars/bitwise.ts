// And, or, xor of what is known of two numbers.
// Authority: scalar_min_max_{and,or,xor} and their 32-bit twins, kernel/bpf/verifier.c, Linux 6.1.

import { s64 } from '../../base/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { boundsFromBits } from './deduce.ts';
import { S32_MAX, S32_MIN, S64_MAX, S64_MIN, type Scalar, scalarConst } from './scalar.ts';
import { tnumAnd, tnumOr, tnumSubregIsConst, tnumXor } from './tnum.ts';

/** Whether a signed interval may be copied from the unsigned one, in the low half and in the whole. */
interface Follows {
  readonly low: boolean;
  readonly whole: boolean;
}

// Up to 6.9 if neither operand can be negative.
function bothPositive(dst: Scalar, src: Scalar): Follows {
  return { low: dst.s32min >= 0 && src.s32min >= 0, whole: dst.smin >= 0n && src.smin >= 0n };
}

// From 6.10 on if the result's unsigned interval does not cross the sign.
function sameSign(result: Scalar): Follows {
  return {
    low: (result.u32min | 0) <= (result.u32max | 0),
    whole: s64(result.umin) <= s64(result.umax),
  };
}

function signedFollows(dst: Scalar, { low, whole }: Follows): void {
  dst.s32min = low ? dst.u32min | 0 : S32_MIN;
  dst.s32max = low ? dst.u32max | 0 : S32_MAX;
  dst.smin = whole ? s64(dst.umin) : S64_MIN;
  dst.smax = whole ? s64(dst.umax) : S64_MAX;
}

function know32(dst: Scalar): void {
  const low = Number(dst.bits.value & 0xffff_ffffn);
  dst.u32min = dst.u32max = low;
  dst.s32min = dst.s32max = low | 0;
}

/** Common end of the bitwise operations: exact halves where the bits are known. */
function finishBitwise(dst: Scalar, src: Scalar): void {
  if (tnumSubregIsConst(dst.bits) && tnumSubregIsConst(src.bits)) know32(dst);
  if (dst.bits.mask === 0n && src.bits.mask === 0n) Object.assign(dst, scalarConst(dst.bits.value));
  else boundsFromBits(dst);
}

/** `dst &= src`. */
export function and(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const positive = bothPositive(dst, src);
  dst.bits = tnumAnd(dst.bits, src.bits);
  dst.u32min = Number(dst.bits.value & 0xffff_ffffn);
  dst.u32max = Math.min(dst.u32max, src.u32max);
  dst.umin = dst.bits.value;
  dst.umax = dst.umax < src.umax ? dst.umax : src.umax;
  signedFollows(dst, rules.bitwiseBySign ? sameSign(dst) : positive);
  finishBitwise(dst, src);
}

/** `dst |= src`. */
export function or(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const positive = bothPositive(dst, src);
  dst.bits = tnumOr(dst.bits, src.bits);
  const all = dst.bits.value | dst.bits.mask;
  dst.u32min = Math.max(dst.u32min, src.u32min);
  dst.u32max = Number(all & 0xffff_ffffn);
  dst.umin = dst.umin > src.umin ? dst.umin : src.umin;
  dst.umax = all;
  signedFollows(dst, rules.bitwiseBySign ? sameSign(dst) : positive);
  finishBitwise(dst, src);
}

/** `dst ^= src`. */
export function xor(dst: Scalar, src: Scalar, rules: NumberRules): void {
  const positive = bothPositive(dst, src);
  dst.bits = tnumXor(dst.bits, src.bits);
  const all = dst.bits.value | dst.bits.mask;
  dst.u32min = Number(dst.bits.value & 0xffff_ffffn);
  dst.u32max = Number(all & 0xffff_ffffn);
  dst.umin = dst.bits.value;
  dst.umax = all;
  signedFollows(dst, rules.bitwiseBySign ? sameSign(dst) : positive);
  finishBitwise(dst, src);
}
