// Questions about one insn that assembler, verifier and JIT all ask.
// Authority: RFC 9669 sections 4 and 5; for the kernel-internal ones kernel/bpf/core.c of Linux 6.1.

import type { Insn } from './insn.ts';
import * as op from './opcode.ts';

/** Class of an insn: one of BPF_LD to BPF_ALU64. */
export function insnClass(insn: Insn): number {
  return insn.code & op.CLASS_MASK;
}

/** First slot of the two-slot ld_imm64. */
export function isLdImm64(insn: Insn): boolean {
  return insn.code === op.CODE_LD_IMM64;
}

/** Any `call`: helper, BPF function or kernel function; not callx, not an internal tail call. */
export function isCall(insn: Insn): boolean {
  return insn.code === op.CODE_CALL;
}

/** Call of a helper; its id is `imm`. */
export function isHelperCall(insn: Insn): boolean {
  return isCall(insn) && insn.src === 0;
}

/** Call of another function of this program, `imm` slots behind the next insn. */
export function isPseudoCall(insn: Insn): boolean {
  return isCall(insn) && insn.src === op.BPF_PSEUDO_CALL;
}

/** A tail call, as the user wrote it (call 12) or as the kernel rewrote it. */
export function isTailCall(insn: Insn): boolean {
  return (
    insn.code === op.CODE_TAIL_CALL || (isHelperCall(insn) && insn.imm === op.BPF_FUNC_TAIL_CALL)
  );
}

/** Return from the program or the function. */
export function isExit(insn: Insn): boolean {
  return insn.code === op.CODE_EXIT;
}

/** Anything that may go elsewhere within its function: not calls, not exit, not a tail call. */
export function isJump(insn: Insn): boolean {
  const cls = insnClass(insn);
  if (cls !== op.BPF_JMP && cls !== op.BPF_JMP32) return false;
  const operation = insn.code & op.OP_MASK;
  return operation !== op.BPF_CALL && operation !== op.BPF_EXIT && insn.code !== op.CODE_TAIL_CALL;
}

/** `goto` and `gotol`: never falls through. */
export function isGoto(insn: Insn): boolean {
  return insn.code === op.CODE_JA || insn.code === op.CODE_JA32;
}

/** A jump that may also fall through. */
export function isCondJump(insn: Insn): boolean {
  return isJump(insn) && !isGoto(insn);
}

/** Slots that an insn takes: 2 for ld_imm64, else 1. */
export function insnSlots(insn: Insn): 1 | 2 {
  return isLdImm64(insn) ? 2 : 1;
}

/** Distance of a jump in slots, from the slot behind it; 0 for anything else. */
function jumpDistance(insn: Insn): number {
  if (!isJump(insn)) return 0;
  return insn.code === op.CODE_JA32 ? insn.imm : insn.off;
}

/** Slot that a jump at slot `insnIdx` goes to. May lie outside the program. */
export function jumpTarget(insn: Insn, insnIdx: number): number {
  return insnIdx + 1 + jumpDistance(insn);
}

/** Slot that a BPF-to-BPF call at slot `insnIdx` goes to. May lie outside the program. */
export function callTarget(insn: Insn, insnIdx: number): number {
  return insnIdx + 1 + insn.imm;
}

/** Bytes that a load or store moves: 1, 2, 4 or 8. */
export function accessSize(insn: Insn): 1 | 2 | 4 | 8 {
  switch (insn.code & op.SIZE_MASK) {
    case op.BPF_B:
      return 1;
    case op.BPF_H:
      return 2;
    case op.BPF_W:
      return 4;
    default:
      return 8;
  }
}
