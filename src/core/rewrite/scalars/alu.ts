// Arithmetic on what is known of two numbers.
// Authority: adjust_scalar_min_max_vals of kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: Spectre v1 masking (a privileged loader has none).

import * as op from '../../bpf/index.ts';
import { and, or, xor } from './bitwise.ts';
import {
  isUnbounded,
  type Scalar,
  scalarConst,
  syncBounds,
  UNKNOWN,
  zeroExtend,
} from './scalar.ts';
import { arsh32, arsh64, lsh32, lsh64, rsh32, rsh64 } from './shifts.ts';
import { addBounds, mulBounds32, mulBounds64, subBounds } from './sums.ts';
import { tnumAdd, tnumMul, tnumSub, tnumSubregIsConst } from './tnum.ts';

type Operation = (dst: Scalar, src: Scalar) => void;

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
