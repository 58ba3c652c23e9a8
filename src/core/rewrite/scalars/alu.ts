// Arithmetic on what is known of two numbers.
// Authority: adjust_scalar_min_max_vals of kernel/bpf/verifier.c, Linux 6.1 and 6.12.
// Not modelled: Spectre v1 masking (a privileged loader has none).

import * as op from '../../bpf/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { and, or, xor } from './bitwise.ts';
import { truncate, zeroExtend } from './casts.ts';
import { syncBounds, unboundContradiction } from './deduce.ts';
import { type Division, divide } from './division.ts';
import { isUnbounded, type Scalar, scalarConst, UNKNOWN } from './scalar.ts';
import { arsh32, arsh64, lsh32, lsh64, rsh32, rsh64 } from './shifts.ts';
import { addBounds, mulBounds, subBounds } from './sums.ts';
import { tnumAdd, tnumMul, tnumMulByUnion, tnumSub, tnumSubregIsConst, tnumSwap } from './tnum.ts';

type Operation = (dst: Scalar, src: Scalar, rules: NumberRules) => void;

const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [
    op.BPF_ADD,
    (dst, src, rules) => {
      addBounds(dst, src, rules);
      dst.bits = tnumAdd(dst.bits, src.bits);
    },
  ],
  [
    op.BPF_SUB,
    (dst, src, rules) => {
      subBounds(dst, src, rules);
      dst.bits = tnumSub(dst.bits, src.bits);
    },
  ],
  [
    op.BPF_MUL,
    (dst, src, rules) => {
      dst.bits = (rules.productsByUnion ? tnumMulByUnion : tnumMul)(dst.bits, src.bits);
      mulBounds(dst, src, rules);
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

/** Operations that follow a source which is not constant. */
const ANY_SOURCE = new Set([op.BPF_ADD, op.BPF_SUB, op.BPF_AND]);
const ANY_SOURCE_6_11 = new Set([...ANY_SOURCE, op.BPF_OR, op.BPF_XOR, op.BPF_MUL]);

/** True if the verifier gives up before it looks at the operation (`is_safe_to_compute_dst_reg_range`). */
function givesUp(src: Scalar, operation: number, alu32: boolean, rules: NumberRules): boolean {
  const known = alu32 ? tnumSubregIsConst(src.bits) : src.isConst;
  const contradiction = isContradiction(src, alu32, known);
  if (!rules.combinesUnknown) return contradiction || (!known && !ANY_SOURCE.has(operation));
  if (ANY_SOURCE_6_11.has(operation)) return false;
  return contradiction || !known || src.umax >= (alu32 ? 32n : 64n);
}

/**
 * `dst OP= src` for ADD to ARSH (`operation` is the code's BPF_OP bits).
 * `alu32` works on the low halves and zero-extends.
 */
export function scalarAlu(
  dst: Scalar,
  src: Scalar,
  operation: number,
  alu32: boolean,
  rules: NumberRules,
): Scalar {
  if (givesUp(src, operation, alu32, rules)) return UNKNOWN;
  if (operation === op.BPF_XOR && !rules.xorKeepsBounds) return alu32 ? UNKNOWN32 : UNKNOWN;
  if (dst.isConst && src.isConst) {
    const value = constAlu(dst.bits.value, src.bits.value, operation, alu32);
    if (value !== null) return scalarConst(value);
  }
  if (staysUnknown(dst, operation, rules)) return alu32 ? UNKNOWN32 : UNKNOWN;
  const result = dst.clone();
  const shiftOf = SHIFTS.get(operation);
  if (shiftOf !== undefined) {
    // The kernel looks at the whole register here, even when only the low half shifts.
    if (src.umax >= (alu32 ? 32n : 64n)) return alu32 ? UNKNOWN32 : UNKNOWN;
    (alu32 ? shiftOf[0] : shiftOf[1])(result, Number(src.umax));
    return finish(result, alu32, rules);
  }
  const operate = OPERATIONS.get(operation);
  if (operate === undefined) return alu32 ? UNKNOWN32 : UNKNOWN;
  operate(result, src, rules);
  return finish(result, alu32, rules);
}

/** `dst /= src` and `dst %= src`: unknown, but from 7.1 on by a constant. */
export function scalarDivide(
  dst: Scalar,
  src: Scalar,
  division: Division,
  rules: NumberRules,
): Scalar {
  const { alu32 } = division;
  const known = alu32 ? tnumSubregIsConst(src.bits) : src.isConst;
  if (rules.divides && known && !isContradiction(src, alu32, known)) {
    const result = dst.clone();
    divide(result, src, division);
    return finish(result, alu32, rules);
  }
  return known && !rules.combinesUnknown && alu32 ? UNKNOWN32 : UNKNOWN;
}

/** A byte swap of the low `bytes`, or (`swaps` false) only what is above them cleared. */
export function scalarSwap(
  scalar: Scalar,
  bytes: number,
  swaps: boolean,
  rules: NumberRules,
): Scalar {
  if (!rules.swapsBytes) return UNKNOWN;
  let result = scalar.clone();
  if (swaps) {
    result = UNKNOWN.clone();
    result.bits = tnumSwap(scalar.bits, bytes);
  }
  if (bytes < 8) result = truncate(result, bytes, rules);
  return finish(result, false, rules);
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

function lowHalfUnknown(): Scalar {
  const scalar = UNKNOWN.clone();
  zeroExtend(scalar);
  return scalar;
}

/** Nothing known of the low half. */
const UNKNOWN32: Scalar = lowHalfUnknown();

/** Adding to, or flipping bits of, something unknown gives something unknown. */
function staysUnknown(dst: Scalar, operation: number, rules: NumberRules): boolean {
  if (dst !== UNKNOWN) return false;
  if (operation === op.BPF_SUB) return !rules.missesOverflow;
  return operation === op.BPF_ADD || operation === op.BPF_XOR;
}

function finish(result: Scalar, alu32: boolean, rules: NumberRules): Scalar {
  if (alu32) zeroExtend(result);
  syncBounds(result, rules, !rules.missesOverflow);
  if (rules.comparesBothSides) unboundContradiction(result);
  return isUnbounded(result) ? UNKNOWN : result;
}
