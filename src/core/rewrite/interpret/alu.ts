// ALU and ALU64 insns.
// Authority: check_alu_op and adjust_reg_min_max_vals of kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { scalarAlu, scalarDivide, scalarSwap } from '../scalars/alu.ts';
import { signExtend, zeroExtend } from '../scalars/casts.ts';
import { syncBounds } from '../scalars/deduce.ts';
import { type Scalar, scalarConst, U32_MAX, UNKNOWN, ZERO } from '../scalars/scalar.ts';
import { linkForMove, linkSum } from './links.ts';
import { readReg, writeReg } from './liveness.ts';
import { operatorText, pointerAlu } from './pointer-alu.ts';
import { markPrecise } from './precision.ts';
import { isConstScalar, isPointer, NOT_SUBREG, type Reg } from './reg.ts';
import { noteNumbers } from './speculation.ts';
import type { Verifier } from './verifier.ts';

function reserved(verifier: Verifier, what: string): never {
  verifier.reject('reserved', `${what} uses reserved fields`);
}

function isX(insn: Insn): boolean {
  return (insn.code & op.BPF_X) !== 0;
}

function is64(insn: Insn): boolean {
  return (insn.code & op.CLASS_MASK) === op.BPF_ALU64;
}

function checkUnary(verifier: Verifier, insn: Insn): void {
  if ((insn.code & op.OP_MASK) === op.BPF_NEG) {
    if (isX(insn) || insn.src !== 0 || insn.off !== 0 || insn.imm !== 0) {
      reserved(verifier, 'BPF_NEG');
    }
  } else {
    const width = insn.imm === 16 || insn.imm === 32 || insn.imm === 64;
    const isSwap = is64(insn) && verifier.profile.jit.cpuV4 && !isX(insn);
    const isKnown = width && (isSwap || !is64(insn));
    if (insn.src !== 0 || insn.off !== 0 || !isKnown) reserved(verifier, 'BPF_END');
  }
  const reg = readReg(verifier, insn.dst);
  if (isPointer(reg)) {
    verifier.deny('pointer-arithmetic', `R${insn.dst} pointer arithmetic prohibited`);
  }
  const dst = writeReg(verifier, insn.dst);
  const { scalar } = dst;
  dst.markScalar(
    verifier.scalars.get(verifier.insnIdx, scalar, null, () =>
      unaryResult(insn, scalar, verifier.rules),
    ),
  );
}

function unaryResult(insn: Insn, scalar: Scalar, rules: NumberRules): Scalar {
  const isNegation = (insn.code & op.OP_MASK) === op.BPF_NEG;
  if (!isNegation) return scalarSwap(scalar, insn.imm / 8, is64(insn) || isX(insn), rules);
  return rules.negates ? scalarAlu(ZERO, scalar, op.BPF_SUB, !is64(insn), rules) : UNKNOWN;
}

function binaryResult(insn: Insn, dst: Scalar, src: Scalar, rules: NumberRules): Scalar {
  const operation = insn.code & op.OP_MASK;
  const alu32 = !is64(insn);
  if (operation !== op.BPF_DIV && operation !== op.BPF_MOD) {
    return scalarAlu(dst, src, operation, alu32, rules);
  }
  return scalarDivide(dst, src, { operation, alu32, signed: insn.off === 1 }, rules);
}

function moveImm(verifier: Verifier, insn: Insn): void {
  if (insn.src !== 0 || insn.off !== 0) reserved(verifier, 'BPF_MOV');
  const scalar = verifier.scalars.get(verifier.insnIdx, null, null, () =>
    scalarConst(is64(insn) ? BigInt(insn.imm) : BigInt(insn.imm >>> 0)),
  );
  writeReg(verifier, insn.dst).markScalar(scalar);
}

function lowHalf(whole: Scalar, rules: NumberRules): Scalar {
  const scalar = whole.clone();
  zeroExtend(scalar);
  syncBounds(scalar, rules);
  return scalar;
}

/** Widths from which a move may extend the sign, in bits. */
function isMoveOff(verifier: Verifier, insn: Insn): boolean {
  if (insn.off === 0) return true;
  const fits = insn.off === 8 || insn.off === 16 || (insn.off === 32 && is64(insn));
  return fits && verifier.profile.jit.cpuV4;
}

function moveSigned(verifier: Verifier, insn: Insn): void {
  const src = readReg(verifier, insn.src);
  const dst = writeReg(verifier, insn.dst);
  if (isPointer(src)) {
    verifier.deny('pointer-arithmetic', `R${insn.src} sign-extension part of pointer`);
  }
  const { scalar } = src;
  const value = verifier.scalars.get(verifier.insnIdx, scalar, null, () =>
    signExtend(scalar, insn.off / 8, !is64(insn), verifier.rules),
  );
  const keepsValue = scalar.umax < 1n << BigInt(insn.off - 1);
  if (keepsValue) linkForMove(verifier, src);
  const { id, off, sum } = src;
  dst.markScalar(value);
  if (keepsValue) Object.assign(dst, { id, off, sum });
  if (!is64(insn)) dst.subregDef = verifier.insnIdx + 1;
}

function moveReg(verifier: Verifier, insn: Insn): void {
  if (insn.imm !== 0 || !isMoveOff(verifier, insn)) reserved(verifier, 'BPF_MOV');
  if (insn.off !== 0) return moveSigned(verifier, insn);
  const src = readReg(verifier, insn.src);
  const dst = writeReg(verifier, insn.dst);
  const { writer } = dst;
  if (is64(insn)) {
    linkForMove(verifier, src);
    dst.assign(src);
    dst.subregDef = NOT_SUBREG;
  } else {
    if (isPointer(src)) {
      verifier.deny('pointer-arithmetic', `R${insn.src} partial copy of pointer`);
    }
    const isShort = verifier.rules.linksShortMoves && src.scalar.umax <= BigInt(U32_MAX);
    if (isShort) linkForMove(verifier, src);
    dst.assign(src);
    if (!isShort) dst.id = 0;
    dst.subregDef = verifier.insnIdx + 1;
    dst.scalar = verifier.scalars.get(verifier.insnIdx, src.scalar, null, () =>
      lowHalf(src.scalar, verifier.rules),
    );
  }
  // A copy of a constant still comes from the insn that made the constant.
  if (!isConstScalar(dst)) dst.writer = writer;
}

function checkShift(verifier: Verifier, insn: Insn): void {
  const operation = insn.code & op.OP_MASK;
  const shifts = [op.BPF_LSH, op.BPF_RSH, op.BPF_ARSH].includes(operation);
  if (!shifts || isX(insn)) return;
  const size = is64(insn) ? 64 : 32;
  if (insn.imm < 0 || insn.imm >= size) verifier.reject('shift', `invalid shift ${insn.imm}`);
}

/** `off` 1 makes a division or modulo signed. */
function isAluOff(verifier: Verifier, insn: Insn): boolean {
  const operation = insn.code & op.OP_MASK;
  const divides = operation === op.BPF_DIV || operation === op.BPF_MOD;
  return insn.off === 0 || (insn.off === 1 && divides && verifier.profile.jit.cpuV4);
}

function checkOperands(verifier: Verifier, insn: Insn): void {
  if (!isAluOff(verifier, insn)) reserved(verifier, 'BPF_ALU');
  if (isX(insn)) {
    if (insn.imm !== 0) reserved(verifier, 'BPF_ALU');
    readReg(verifier, insn.src);
  } else if (insn.src !== 0) reserved(verifier, 'BPF_ALU');
  readReg(verifier, insn.dst);
  const operation = insn.code & op.OP_MASK;
  const divides = operation === op.BPF_DIV || operation === op.BPF_MOD;
  if (divides && !isX(insn) && insn.imm === 0) verifier.reject('div-by-zero', 'div by zero');
  checkShift(verifier, insn);
}

function twoPointers(verifier: Verifier, insn: Insn, dst: Reg): void {
  if ((insn.code & op.OP_MASK) === op.BPF_SUB && !verifier.unprivileged) {
    dst.markUnknown();
    return;
  }
  const operator = operatorText(insn.code);
  verifier.deny('pointer-arithmetic', `R${insn.dst} pointer ${operator} pointer prohibited`);
}

function immScalar(insn: Insn): Scalar {
  return scalarConst(BigInt(insn.imm));
}

function binary(verifier: Verifier, insn: Insn): void {
  checkOperands(verifier, insn);
  const dst = writeReg(verifier, insn.dst);
  const src = isX(insn) ? verifier.reg(insn.src) : null;
  const { dst: dstRegno, code } = insn;
  if (src !== null && isPointer(src)) {
    if (isPointer(dst)) return twoPointers(verifier, insn, dst);
    markPrecise(verifier, insn.dst);
    const scalar = dst.scalar;
    return pointerAlu(verifier, { dstRegno, ptr: src.clone(), scalar, dstIsScalar: true, code });
  }
  if (isPointer(dst)) {
    if (src !== null) markPrecise(verifier, insn.src);
    const scalar = src?.scalar ?? immScalar(insn);
    return pointerAlu(verifier, { dstRegno, ptr: dst.clone(), scalar, dstIsScalar: false, code });
  }
  noteNumbers(verifier, insn);
  const before = dst.scalar;
  const operand = src?.scalar ?? null;
  const result = verifier.scalars.get(verifier.insnIdx, before, operand, () =>
    binaryResult(insn, before, operand ?? immScalar(insn), verifier.rules),
  );
  const { id, sum } = dst;
  dst.markScalar(result);
  linkSum(verifier, insn, dst, { id, sum, before, operand: operand ?? immScalar(insn) });
}

/** Executes one ALU or ALU64 insn. */
export function executeAlu(verifier: Verifier, insn: Insn): void {
  const operation = insn.code & op.OP_MASK;
  if (operation === op.BPF_END || operation === op.BPF_NEG) checkUnary(verifier, insn);
  else if (operation === op.BPF_MOV) (isX(insn) ? moveReg : moveImm)(verifier, insn);
  else binary(verifier, insn);
}
