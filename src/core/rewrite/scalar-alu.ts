// Arithmetic on what is known of two numbers.
// Authority: adjust_scalar_min_max_vals of kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: Spectre v1 masking (a privileged loader has none).

import { s64, u64 } from '../base/index.ts';
import * as op from '../bpf/index.ts';
import {
  boundsFromBits,
  boundsFromBits32,
  isUnbounded,
  S32_MAX,
  S32_MIN,
  S64_MAX,
  S64_MIN,
  type Scalar,
  scalarConst,
  syncBounds,
  U32_MAX,
  UNKNOWN,
  unbound32,
  unbound64,
  zeroExtend,
} from './scalar.ts';
import {
  tnumAdd,
  tnumAnd,
  tnumArsh,
  tnumLsh,
  tnumMul,
  tnumOr,
  tnumRsh,
  tnumSub,
  tnumSubreg,
  tnumSubregIsConst,
  tnumXor,
  U64_MAX,
} from './tnum.ts';

type Operation = (dst: Scalar, src: Scalar) => void;

function isS32Range(min: number, max: number): boolean {
  return min >= S32_MIN && max <= S32_MAX;
}

function isS64Range(min: bigint, max: bigint): boolean {
  return min >= S64_MIN && max <= S64_MAX;
}

// A sum of intervals is kept only if neither end overflows.
function addBounds(dst: Scalar, src: Scalar): void {
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

function subBounds(dst: Scalar, src: Scalar): void {
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

// After and, or, xor: the signed intervals follow the unsigned ones only if both were non-negative.
function signedFollows(dst: Scalar, src: Scalar, before: { s32min: number; smin: bigint }): void {
  const low = before.s32min >= 0 && src.s32min >= 0;
  dst.s32min = low ? dst.u32min | 0 : S32_MIN;
  dst.s32max = low ? dst.u32max | 0 : S32_MAX;
  const whole = before.smin >= 0n && src.smin >= 0n;
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

function and(dst: Scalar, src: Scalar): void {
  const before = { s32min: dst.s32min, smin: dst.smin };
  dst.bits = tnumAnd(dst.bits, src.bits);
  dst.u32min = Number(dst.bits.value & 0xffff_ffffn);
  dst.u32max = Math.min(dst.u32max, src.u32max);
  dst.umin = dst.bits.value;
  dst.umax = dst.umax < src.umax ? dst.umax : src.umax;
  signedFollows(dst, src, before);
  finishBitwise(dst, src);
}

function or(dst: Scalar, src: Scalar): void {
  const before = { s32min: dst.s32min, smin: dst.smin };
  dst.bits = tnumOr(dst.bits, src.bits);
  const all = dst.bits.value | dst.bits.mask;
  dst.u32min = Math.max(dst.u32min, src.u32min);
  dst.u32max = Number(all & 0xffff_ffffn);
  dst.umin = dst.umin > src.umin ? dst.umin : src.umin;
  dst.umax = all;
  signedFollows(dst, src, before);
  finishBitwise(dst, src);
}

function xor(dst: Scalar, src: Scalar): void {
  const before = { s32min: dst.s32min, smin: dst.smin };
  dst.bits = tnumXor(dst.bits, src.bits);
  const all = dst.bits.value | dst.bits.mask;
  dst.u32min = Number(dst.bits.value & 0xffff_ffffn);
  dst.u32max = Number(all & 0xffff_ffffn);
  dst.umin = dst.bits.value;
  dst.umax = all;
  signedFollows(dst, src, before);
  finishBitwise(dst, src);
}

function lshBounds32(dst: Scalar, shift: number): void {
  dst.s32min = S32_MIN;
  dst.s32max = S32_MAX;
  const fits = shift <= 31 && dst.u32max <= 2 ** (31 - shift);
  dst.u32min = fits ? (dst.u32min << shift) >>> 0 : 0;
  dst.u32max = fits ? (dst.u32max << shift) >>> 0 : U32_MAX;
}

function lsh32(dst: Scalar, shift: number): void {
  lshBounds32(dst, shift);
  dst.bits = tnumSubreg(tnumLsh(tnumSubreg(dst.bits), shift));
  unbound64(dst);
  boundsFromBits32(dst);
}

function lsh64(dst: Scalar, shift: number): void {
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

function rsh32(dst: Scalar, shift: number): void {
  dst.s32min = S32_MIN;
  dst.s32max = S32_MAX;
  dst.bits = tnumRsh(tnumSubreg(dst.bits), shift);
  dst.u32min >>>= shift;
  dst.u32max >>>= shift;
  unbound64(dst);
  boundsFromBits32(dst);
}

function rsh64(dst: Scalar, shift: number): void {
  const by = BigInt(shift);
  dst.smin = S64_MIN;
  dst.smax = S64_MAX;
  dst.bits = tnumRsh(dst.bits, shift);
  dst.umin >>= by;
  dst.umax >>= by;
  unbound32(dst);
  boundsFromBits(dst);
}

function arsh32(dst: Scalar, shift: number): void {
  dst.s32min >>= shift;
  dst.s32max >>= shift;
  dst.bits = tnumArsh(tnumSubreg(dst.bits), shift, 32);
  dst.u32min = 0;
  dst.u32max = U32_MAX;
  unbound64(dst);
  boundsFromBits32(dst);
}

function arsh64(dst: Scalar, shift: number): void {
  const by = BigInt(shift);
  dst.smin >>= by;
  dst.smax >>= by;
  dst.bits = tnumArsh(dst.bits, shift, 64);
  dst.umin = 0n;
  dst.umax = U64_MAX;
  unbound32(dst);
  boundsFromBits(dst);
}

const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [
    op.BPF_ADD,
    (dst, src) => {
      addBounds(dst, src);
      dst.bits = tnumAdd(dst.bits, src.bits);
    },
  ],
  [
    op.BPF_SUB,
    (dst, src) => {
      subBounds(dst, src);
      dst.bits = tnumSub(dst.bits, src.bits);
    },
  ],
  [
    op.BPF_MUL,
    (dst, src) => {
      dst.bits = tnumMul(dst.bits, src.bits);
      mulBounds32(dst, src);
      mulBounds64(dst, src);
    },
  ],
  [op.BPF_AND, and],
  [op.BPF_OR, or],
  [op.BPF_XOR, xor],
]);

const SHIFTS: ReadonlyMap<number, readonly [typeof lsh32, typeof lsh64]> = new Map([
  [op.BPF_LSH, [lsh32, lsh64] as const],
  [op.BPF_RSH, [rsh32, rsh64] as const],
  [op.BPF_ARSH, [arsh32, arsh64] as const],
]);

function isContradiction(src: Scalar, alu32: boolean, known: boolean): boolean {
  if (alu32) {
    const apart = src.s32min !== src.s32max || src.u32min !== src.u32max;
    return (known && apart) || src.s32min > src.s32max || src.u32min > src.u32max;
  }
  const apart = src.smin !== src.smax || src.umin !== src.umax;
  return (known && apart) || src.smin > src.smax || src.umin > src.umax;
}

/**
 * `dst OP= src` for ADD to ARSH (`operation` is the code's BPF_OP bits); DIV and MOD give UNKNOWN.
 * `alu32` works on the low halves and zero-extends.
 */
export function scalarAlu(dst: Scalar, src: Scalar, operation: number, alu32: boolean): Scalar {
  const known = alu32 ? tnumSubregIsConst(src.bits) : src.isConst;
  if (isContradiction(src, alu32, known)) return UNKNOWN;
  const anySource =
    operation === op.BPF_ADD || operation === op.BPF_SUB || operation === op.BPF_AND;
  if (!known && !anySource) return UNKNOWN;

  if (dst.isConst && src.isConst) {
    const value = constAlu(dst.bits.value, src.bits.value, operation, alu32);
    if (value !== null) return scalarConst(value);
  }
  if (staysUnknown(dst, operation)) return alu32 ? UNKNOWN32 : UNKNOWN;
  const result = dst.clone();
  const shiftOf = SHIFTS.get(operation);
  const operate = OPERATIONS.get(operation);
  if (shiftOf !== undefined) {
    // The kernel looks at the whole register here, even when only the low half shifts.
    if (src.umax >= (alu32 ? 32n : 64n)) return finish(UNKNOWN.clone(), alu32);
    (alu32 ? shiftOf[0] : shiftOf[1])(result, Number(src.umax));
  } else if (operate !== undefined) {
    operate(result, src);
  } else {
    return finish(UNKNOWN.clone(), alu32);
  }
  return finish(result, alu32);
}

/** Two constants give a constant, if the operation is one that the verifier follows. */
function constAlu(a: bigint, b: bigint, operation: number, alu32: boolean): bigint | null {
  const width = alu32 ? 32 : 64;
  const result = constResult(BigInt.asUintN(width, a), b, operation, width);
  return result === null ? null : BigInt.asUintN(width, result);
}

function constResult(a: bigint, b: bigint, operation: number, width: 32 | 64): bigint | null {
  switch (operation) {
    case op.BPF_ADD:
      return a + b;
    case op.BPF_SUB:
      return a - b;
    case op.BPF_MUL:
      return a * b;
    case op.BPF_AND:
      return a & b;
    case op.BPF_OR:
      return a | b;
    case op.BPF_XOR:
      return a ^ b;
    case op.BPF_LSH:
      return b < width ? a << b : null;
    case op.BPF_RSH:
      return b < width ? a >> b : null;
    case op.BPF_ARSH:
      return b < width ? BigInt.asIntN(width, a) >> b : null;
    default:
      return null;
  }
}

/** Nothing known of the low half. */
const UNKNOWN32: Scalar = finish(UNKNOWN.clone(), true);

/** Adding to, or flipping bits of, something unknown gives something unknown. */
function staysUnknown(dst: Scalar, operation: number): boolean {
  return (
    dst === UNKNOWN &&
    (operation === op.BPF_ADD || operation === op.BPF_SUB || operation === op.BPF_XOR)
  );
}

function finish(result: Scalar, alu32: boolean): Scalar {
  if (alu32) zeroExtend(result);
  syncBounds(result);
  return isUnbounded(result) ? UNKNOWN : result;
}
