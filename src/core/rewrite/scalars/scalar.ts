// What the verifier knows of a number in a register: bits (tnum) and four intervals, kept consistent.
// Authority: struct bpf_reg_state of kernel/bpf/verifier.c, Linux 6.1.
// A Scalar that is part of a register is never changed again; operations work on a clone.

import { s64, u64 } from '../../base/index.ts';
import { TNUM_UNKNOWN, type Tnum, tnumConst, tnumIn, tnumIsConst, U64_MAX } from './tnum.ts';

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
    return this.containsWhole(other) && this.containsHalf(other);
  }

  /** The same, but for the 32-bit intervals. */
  containsWhole(other: Scalar): boolean {
    if (this === other) return true;
    return (
      this.umin <= other.umin &&
      this.umax >= other.umax &&
      this.smin <= other.smin &&
      this.smax >= other.smax &&
      tnumIn(this.bits, other.bits)
    );
  }

  private containsHalf(other: Scalar): boolean {
    return (
      this.u32min <= other.u32min &&
      this.u32max >= other.u32max &&
      this.s32min <= other.s32min &&
      this.s32max >= other.s32max
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
