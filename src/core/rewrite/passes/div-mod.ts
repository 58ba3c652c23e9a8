// BPF defines division by zero (quotient 0, remainder unchanged); x86 does not, so a test is put before it.
// Authority: do_misc_fixups of kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { changed, inserted, type Slot } from './edit.ts';

const AX = op.BPF_REG_AX;

function insn(code: number, dst: number, src: number, off: number): Insn {
  return { code, dst, src, off, imm: 0 };
}

/** True for div and mod by a register. */
export function dividesByReg(each: Insn): boolean {
  const cls = each.code & op.CLASS_MASK;
  if ((cls !== op.BPF_ALU && cls !== op.BPF_ALU64) || (each.code & op.BPF_X) === 0) return false;
  const operation = each.code & op.OP_MASK;
  return operation === op.BPF_DIV || operation === op.BPF_MOD;
}

/** One div or mod up to 5.9, where what lies above a 32-bit divisor is cleared for good. */
export function guardDivModByMove(slot: Slot): readonly Slot[] {
  const { code, dst, src } = slot.insn;
  const own = changed(slot, { ...slot.insn });
  const add = (each: Insn): Slot => inserted(slot, each);
  const is64 = (code & op.CLASS_MASK) === op.BPF_ALU64;
  const clear = is64 ? [] : [add(insn(op.BPF_ALU | op.BPF_MOV | op.BPF_X, src, src, 0))];
  if ((code & op.OP_MASK) === op.BPF_MOD) {
    return [...clear, add(insn(op.BPF_JMP | op.BPF_JEQ | op.BPF_K, src, 0, 1)), own];
  }
  return [
    ...clear,
    add(insn(op.BPF_JMP | op.BPF_JNE | op.BPF_K, src, 0, 2)),
    add(insn(op.BPF_ALU | op.BPF_XOR | op.BPF_X, dst, dst, 0)),
    add(insn(op.CODE_JA, 0, 0, 1)),
    own,
  ];
}

/** True for signed div and mod by -1, which x86 cannot do for the smallest number. */
export function dividesByMinusOne(each: Insn): boolean {
  const cls = each.code & op.CLASS_MASK;
  const operation = each.code & op.OP_MASK;
  const divides = operation === op.BPF_DIV || operation === op.BPF_MOD;
  const isAlu = cls === op.BPF_ALU || cls === op.BPF_ALU64;
  return isAlu && divides && (each.code & op.BPF_X) === 0 && each.off === 1 && each.imm === -1;
}

/** What is left of it: a negation, or a remainder of 0. */
export function withoutMinusOne(slot: Slot): readonly Slot[] {
  const { code, dst } = slot.insn;
  const negates = (code & op.OP_MASK) === op.BPF_DIV;
  const own = negates ? (code & op.CLASS_MASK) | op.BPF_NEG : op.BPF_ALU | op.BPF_MOV | op.BPF_K;
  return [changed(slot, insn(own, dst, 0, 0))];
}

/** One div or mod by a register, guarded; signed ones against -1 too, if the kernel does that. */
export function guardDivMod(slot: Slot, guardsMinusOne: boolean): readonly Slot[] {
  return slot.insn.off === 1 && guardsMinusOne ? guardSigned(slot) : guardUnsigned(slot);
}

// With ax = divisor + 1: above 1 the insn itself runs, 1 is division by 0, 0 is division by -1.
function guardSigned(slot: Slot): readonly Slot[] {
  const { code, dst, src } = slot.insn;
  const cls = code & op.CLASS_MASK;
  const is64 = cls === op.BPF_ALU64;
  const jump = (is64 ? op.BPF_JMP : op.BPF_JMP32) | op.BPF_K;
  const isDiv = (code & op.OP_MASK) === op.BPF_DIV;
  const add = (each: number, to: number, off: number, imm: number): Slot =>
    inserted(slot, { code: each, dst: to, src: 0, off, imm });
  const skipOne = add(op.CODE_JA, 0, 1, 0);
  const own = changed(slot, { ...slot.insn });
  const head = [
    inserted(slot, insn(op.BPF_ALU64 | op.BPF_MOV | op.BPF_X, AX, src, 0)),
    add(cls | op.BPF_ADD | op.BPF_K, AX, 0, 1),
    add(jump | op.BPF_JGT, AX, isDiv ? 4 : 3, 1),
  ];
  if (isDiv) {
    const clear = add(cls | op.BPF_MOV | op.BPF_K, dst, 0, 0);
    const negate = add(cls | op.BPF_NEG, dst, 0, 0);
    return [...head, add(jump | op.BPF_JEQ, AX, 1, 0), clear, negate, skipOne, own];
  }
  const clear = add(op.BPF_ALU | op.BPF_MOV | op.BPF_K, dst, 0, 0);
  const body = [add(jump | op.BPF_JEQ, AX, is64 ? 3 : 4, 1), clear, skipOne, own];
  if (is64) return [...head, ...body];
  const extend = insn(op.BPF_ALU | op.BPF_MOV | op.BPF_X, dst, dst, 0);
  return [...head, ...body, skipOne, inserted(slot, extend)];
}

function guardUnsigned(slot: Slot): readonly Slot[] {
  const { code, dst, src } = slot.insn;
  const is64 = (code & op.CLASS_MASK) === op.BPF_ALU64;
  const jump = is64 ? op.BPF_JMP : op.BPF_JMP32;
  const own = changed(slot, { ...slot.insn });
  const add = (each: Insn): Slot => inserted(slot, each);
  const skipOne = add(insn(op.CODE_JA, 0, 0, 1));
  if ((code & op.OP_MASK) === op.BPF_DIV) {
    const divisorSet = add(insn(jump | op.BPF_JNE | op.BPF_K, src, 0, 2));
    return [divisorSet, add(insn(op.BPF_ALU | op.BPF_XOR | op.BPF_X, dst, dst, 0)), skipOne, own];
  }
  const divisorZero = add(insn(jump | op.BPF_JEQ | op.BPF_K, src, 0, is64 ? 1 : 2));
  if (is64) return [divisorZero, own];
  // A 32-bit remainder is zero-extended even when the division is skipped.
  return [divisorZero, own, skipOne, add(insn(op.BPF_ALU | op.BPF_MOV | op.BPF_X, dst, dst, 0))];
}
