// The stack frame of one function (do_jit and detect_reg_usage, bpf_jit_comp.c, Linux 6.1).

import { CODE_LD_IMM64, CODE_TAIL_CALL, type Insn } from '../bpf/index.ts';
import { type KernelProfile, landingOffset } from '../kernel/index.ts';
import type { XlatedSubprog } from '../rewrite/index.ts';
import type { FrameInfo } from './image.ts';
import { CALLEE_SAVED } from './registers.ts';

/**
 * Callee-saved registers by bit number that occur in a dst or src field, whether or not the field
 * means anything for that opcode. In ld_imm64 only dst counts: its src was cleared before the JIT.
 */
function regsInFields(insns: readonly Insn[], start: number, end: number): number {
  let regs = 0;
  for (let insnIdx = start; insnIdx < end; insnIdx++) {
    const insn = insns[insnIdx];
    if (insn === undefined) break;
    regs |= 1 << insn.dst;
    if (insn.code !== CODE_LD_IMM64) regs |= 1 << insn.src;
  }
  return regs;
}

function containsTailCall(insns: readonly Insn[], start: number, end: number): boolean {
  for (let insnIdx = start; insnIdx < end; insnIdx++) {
    if (insns[insnIdx]?.code === CODE_TAIL_CALL) return true;
  }
  return false;
}

/** What prologue and epilogue of `func` need to know. A tail call in it makes it reachable. */
export function frameOf(
  insns: readonly Insn[],
  func: XlatedSubprog,
  profile: KernelProfile,
): FrameInfo {
  const regs = regsInFields(insns, func.start, func.end);
  return {
    stackSize: (func.stackDepth + 7) & ~7,
    calleeRegsUsed: CALLEE_SAVED.filter((reg) => regs & (1 << reg)),
    tailCallReachable: func.tailCallReachable || containsTailCall(insns, func.start, func.end),
    adjOff: landingOffset(profile),
  };
}
