// Quotients and remainders by a constant, from 7.1 on.
// Authority: scalar{,32}_min_max_{udiv,sdiv,umod,smod} of kernel/bpf/verifier.c, Linux 7.1.

import * as op from '../../bpf/index.ts';
import { S32_MAX, S32_MIN, S64_MAX, S64_MIN, type Scalar, U32_MAX } from './scalar.ts';
import { TNUM_UNKNOWN, U64_MAX } from './tnum.ts';

interface Interval {
  readonly min: bigint;
  readonly max: bigint;
}

/** One division: which of the four, and in how many bits. */
export interface Division {
  readonly operation: number;
  readonly signed: boolean;
  readonly alu32: boolean;
}

function intervalOf(scalar: Scalar, { signed, alu32 }: Division): Interval {
  if (alu32) {
    return signed
      ? { min: BigInt(scalar.s32min), max: BigInt(scalar.s32max) }
      : { min: BigInt(scalar.u32min), max: BigInt(scalar.u32max) };
  }
  return signed ? { min: scalar.smin, max: scalar.smax } : { min: scalar.umin, max: scalar.umax };
}

function setInterval32(scalar: Scalar, { min, max }: Interval, signed: boolean): void {
  scalar.u32min = signed ? 0 : Number(min);
  scalar.u32max = signed ? U32_MAX : Number(max);
  scalar.s32min = signed ? Number(min) : S32_MIN;
  scalar.s32max = signed ? Number(max) : S32_MAX;
}

function setInterval64(scalar: Scalar, { min, max }: Interval, signed: boolean): void {
  scalar.umin = signed ? 0n : min;
  scalar.umax = signed ? U64_MAX : max;
  scalar.smin = signed ? min : S64_MIN;
  scalar.smax = signed ? max : S64_MAX;
}

/** Nothing else is kept of the number. */
function setInterval(scalar: Scalar, interval: Interval, division: Division): void {
  const everything = { min: 0n, max: division.alu32 ? U64_MAX : BigInt(U32_MAX) };
  if (division.alu32) {
    setInterval32(scalar, interval, division.signed);
    setInterval64(scalar, everything, false);
  } else {
    setInterval64(scalar, interval, division.signed);
    setInterval32(scalar, everything, false);
  }
  scalar.bits = TNUM_UNKNOWN;
}

function quotient({ min, max }: Interval, divisor: bigint, division: Division): Interval {
  const lowest = division.alu32 ? BigInt(S32_MIN) : S64_MIN;
  const highest = division.alu32 ? BigInt(S32_MAX) : S64_MAX;
  // The smallest number by -1 is itself.
  if (division.signed && divisor === -1n && min === lowest) {
    return { min, max: max === lowest ? max : highest };
  }
  const [a, b] = [min / divisor, max / divisor];
  return a < b ? { min: a, max: b } : { min: b, max: a };
}

/** Null: the remainder is the number itself. */
function remainder({ min, max }: Interval, divisor: bigint): Interval | null {
  const most = (divisor < 0n ? -divisor : divisor) - 1n;
  if (min >= -most && max <= most) return null;
  return {
    min: min >= 0n ? 0n : max <= 0n && min > -most ? min : -most,
    max: max <= 0n ? 0n : min >= 0n && max < most ? max : most,
  };
}

/** `dst /= src` or `dst %= src` without the extension of a 32-bit result; `src` is constant. */
export function divide(dst: Scalar, src: Scalar, division: Division): void {
  const divisor = intervalOf(src, division).min;
  const interval = intervalOf(dst, division);
  const isQuotient = division.operation === op.BPF_DIV;
  if (divisor === 0n) {
    if (isQuotient) setInterval(dst, { min: 0n, max: 0n }, division);
    return;
  }
  const result = isQuotient ? quotient(interval, divisor, division) : remainder(interval, divisor);
  if (result !== null) setInterval(dst, result, division);
}
