// Arithmetic on pointers: fixed and variable offsets.
// Authority: adjust_ptr_min_max_vals and check_reg_sane_offset of kernel/bpf/verifier.c, Linux 6.1.
// The limits that speculation sets to an unprivileged loader are in `pointer-mask.ts`.

import * as op from '../../bpf/index.ts';
import { syncBounds } from '../scalars/deduce.ts';
import { S64_MIN, type Scalar, unbound32 } from '../scalars/scalar.ts';
import { addBounds64, subBounds64 } from '../scalars/sums.ts';
import { tnumAdd, tnumSub } from '../scalars/tnum.ts';
import { afterMove, beforeMove, checkMoved } from './pointer-mask.ts';
import { isPktPointer, type Reg, TYPE_TEXT } from './reg.ts';
import { MAX_VAR_OFF } from './stack.ts';
import type { Verifier } from './verifier.ts';

/** `+=` and its like, as the log prints them. */
export function operatorText(code: number): string {
  return op.ALU_TEXT[code & op.OP_MASK] ?? '?=';
}

/** Offsets far outside any object are not followed. */
function checkSane(verifier: Verifier, type: string, scalar: Scalar, off: number): void {
  if (scalar.isConst) {
    const value = scalar.constant;
    if (value >= MAX_VAR_OFF || value <= -MAX_VAR_OFF) {
      const message = `math between ${type} pointer and ${value} is not allowed`;
      verifier.reject('pointer-offset', message);
    }
  }
  if (off >= MAX_VAR_OFF || off <= -MAX_VAR_OFF) {
    verifier.reject('pointer-offset', `${type} pointer offset ${off} is not allowed`);
  }
  if (scalar.smin === S64_MIN) {
    const what = 'register with unbounded min value';
    verifier.reject('pointer-offset', `math between ${type} pointer and ${what} is not allowed`);
  }
  if (scalar.smin >= MAX_VAR_OFF || scalar.smin <= -MAX_VAR_OFF) {
    const message = `value ${scalar.smin} makes ${type} pointer be out of bounds`;
    verifier.reject('pointer-offset', message);
  }
}

/** One `ptr OP= scalar`; `dstIsScalar` tells `scalar += ptr` from it. */
interface PointerAlu {
  readonly dstRegno: number;
  readonly ptr: Reg;
  readonly scalar: Scalar;
  readonly dstIsScalar: boolean;
  readonly code: number;
}

function checkAllowed(verifier: Verifier, alu: PointerAlu): void {
  const { dstRegno, ptr, scalar } = alu;
  if (ptr.type === 'map_value_or_null') {
    const what = `R${dstRegno} pointer arithmetic on ${TYPE_TEXT[ptr.type]} prohibited`;
    verifier.deny('pointer-arithmetic', `${what}, null-check it first`);
  }
  const addsZero =
    scalar.isConst && scalar.constant === 0n && (alu.code & op.OP_MASK) === op.BPF_ADD;
  const fixed = (ptr.type === 'map_ptr' && !addsZero) || ptr.type === 'pkt_end';
  if (fixed) {
    const message = `R${dstRegno} pointer arithmetic on ${TYPE_TEXT[ptr.type]} prohibited`;
    verifier.deny('pointer-arithmetic', message);
  }
}

function add(verifier: Verifier, dst: Reg, alu: PointerAlu): void {
  const { ptr, scalar } = alu;
  const sum = ptr.off + Number(scalar.smin);
  if (scalar.isConst && sum === (sum | 0)) {
    dst.off = sum;
    return;
  }
  const result = ptr.scalar.clone();
  addBounds64(result, scalar, verifier.rules);
  result.bits = tnumAdd(ptr.scalar.bits, scalar.bits);
  dst.scalar = result;
  if (!isPktPointer(ptr)) return;
  dst.id = verifier.newId();
  dst.range = 0;
}

function subtract(verifier: Verifier, dst: Reg, alu: PointerAlu): void {
  const { ptr, scalar, dstRegno } = alu;
  if (alu.dstIsScalar) {
    verifier.deny('pointer-arithmetic', `R${dstRegno} tried to subtract pointer from scalar`);
  }
  if (ptr.type === 'fp') {
    verifier.deny('pointer-arithmetic', `R${dstRegno} subtraction from stack pointer prohibited`);
  }
  const difference = ptr.off - Number(scalar.smin);
  if (scalar.isConst && difference === (difference | 0)) {
    dst.off = difference;
    return;
  }
  const result = ptr.scalar.clone();
  subBounds64(result, scalar, verifier.rules);
  result.bits = tnumSub(ptr.scalar.bits, scalar.bits);
  dst.scalar = result;
  if (!isPktPointer(ptr)) return;
  dst.id = verifier.newId();
  if (scalar.smin < 0n) dst.range = 0;
}

function forbidden(verifier: Verifier, alu: PointerAlu): never {
  const operation = alu.code & op.OP_MASK;
  const bitwise = [op.BPF_AND, op.BPF_OR, op.BPF_XOR].includes(operation);
  const operator = operatorText(alu.code);
  const message = bitwise
    ? `R${alu.dstRegno} bitwise operator ${operator} on pointer prohibited`
    : `R${alu.dstRegno} pointer arithmetic with ${operator} operator prohibited`;
  verifier.deny('pointer-arithmetic', message);
}

/** Writes the moved pointer to the destination register. */
export function pointerAlu(verifier: Verifier, alu: PointerAlu): void {
  const dst = verifier.reg(alu.dstRegno);
  const { ptr, scalar } = alu;
  const contradiction = scalar.smin > scalar.smax || scalar.umin > scalar.umax;
  if (contradiction) {
    dst.markUnknown();
    return;
  }
  if ((alu.code & op.CLASS_MASK) !== op.BPF_ALU64) {
    if ((alu.code & op.OP_MASK) === op.BPF_SUB && !verifier.unprivileged) {
      dst.markUnknown();
      return;
    }
    verifier.deny('pointer-arithmetic', `R${alu.dstRegno} 32-bit pointer arithmetic prohibited`);
  }
  checkAllowed(verifier, alu);
  const type = TYPE_TEXT[ptr.type];
  checkSane(verifier, type, scalar, 0);
  checkSane(verifier, type, ptr.scalar, ptr.off);
  const { subregDef, writer } = dst;
  dst.assign(ptr);
  dst.subregDef = subregDef;
  dst.writer = writer;
  const move = { ...alu, srcRegno: verifier.insn(verifier.insnIdx).src };
  const window = beforeMove(verifier, move);
  moveBy(verifier, dst, alu);
  checkSane(verifier, type, dst.scalar, dst.off);
  if (dst.scalar !== ptr.scalar) {
    unbound32(dst.scalar);
    syncBounds(dst.scalar, verifier.rules);
  }
  checkMoved(verifier, alu.dstRegno);
  if (window !== null) afterMove(verifier, move, dst, window);
}

function moveBy(verifier: Verifier, dst: Reg, alu: PointerAlu): void {
  const operation = alu.code & op.OP_MASK;
  if (operation === op.BPF_ADD) add(verifier, dst, alu);
  else if (operation === op.BPF_SUB) subtract(verifier, dst, alu);
  else forbidden(verifier, alu);
}
