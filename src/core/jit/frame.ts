// The stack frame of one function (do_jit and detect_reg_usage, bpf_jit_comp.c, Linux 6.1).

import { CODE_LD_IMM64, CODE_TAIL_CALL, type Insn } from '../bpf/index.ts';
import { type KernelProfile, landingOffset } from '../kernel/index.ts';
import type { XlatedSubprog } from '../rewrite/index.ts';
import type { FrameInfo } from './image.ts';
import { CALLEE_SAVED } from './registers.ts';

/**
 * Registers, by bit number, that occur in a dst or src field, whether or not the field means
 * anything for that opcode; and whether there is a tail call. In ld_imm64 only dst counts: its src
 * was cleared before the JIT.
 */
function detectRegUsage(
  insns: readonly Insn[],
  func: XlatedSubprog,
): { readonly regs: number; readonly tailCallSeen: boolean } {
  let regs = 0;
  let tailCallSeen = false;
  for (let insnIdx = func.start; insnIdx < func.end; insnIdx++) {
    const insn = insns[insnIdx];
    if (insn === undefined) break;
    regs |= 1 << insn.dst;
    if (insn.code !== CODE_LD_IMM64) regs |= 1 << insn.src;
    if (insn.code === CODE_TAIL_CALL) tailCallSeen = true;
  }
  return { regs, tailCallSeen };
}

/** What prologue and epilogue of `func` need to know. A tail call in it makes it reachable. */
export function frameOf(
  insns: readonly Insn[],
  func: XlatedSubprog,
  profile: KernelProfile,
): FrameInfo {
  const { regs, tailCallSeen } = detectRegUsage(insns, func);
  const isUniform = profile.tailCall.counter === 'in-frame';
  return {
    stackDepth: func.stackDepth,
    stackSize: (func.stackDepth + 7) & ~7,
    isUniform,
    calleeRegsUsed: CALLEE_SAVED.filter((reg) => isUniform || regs & (1 << reg)),
    tailCallReachable: func.tailCallReachable || tailCallSeen,
    adjOff: landingOffset(profile),
  };
}
