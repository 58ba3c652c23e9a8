// BPF defines division by zero (quotient 0, remainder unchanged); x86 does not, so a test is put before it.
// Authority: do_misc_fixups of kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { changed, inserted, type Slot } from './edit.ts';

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

/** The same up to 5.9, where what lies above a 32-bit divisor is cleared for good. */
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

/** The guarded sequence for one div or mod. */
export function guardDivMod(slot: Slot): readonly Slot[] {
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
