// may_goto: a loop that ends by itself, by a budget on the stack (up to 6.14) or by a clock that is looked at
// every 65,535 rounds (6.15 on).
// Authority: do_misc_fixups of kernel/bpf/verifier.c, Linux 6.12 and 6.19. The budget lies below the BPF stack
// of the function, and is set in front of its first insn.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';

const BUDGET = 0x80_0000;
const TIMED_BUDGET = 0xffff;
const TIMED_SYMBOL = 'arch_bpf_timed_may_goto';

const AX = op.BPF_REG_AX;
const FP = op.BPF_REG_FP;
const LDX = op.BPF_LDX | op.BPF_MEM | op.BPF_DW;
const STX = op.BPF_STX | op.BPF_MEM | op.BPF_DW;
const ST = op.BPF_ST | op.BPF_MEM | op.BPF_DW;

function insn(code: number, dst: number, src: number, off: number, imm = 0): Insn {
  return { code, dst, src, off, imm };
}

/** Bytes of stack that a function with may_goto uses beside its own. */
export function mayGotoStack(timed: boolean): number {
  return timed ? 16 : 8;
}

/** What sets the budget; `stackOff` is where it lies, below r10. */
export function mayGotoSetup(stackOff: number, timed: boolean): readonly Insn[] {
  return timed
    ? [insn(ST, FP, 0, stackOff, TIMED_BUDGET), insn(ST, FP, 0, stackOff + 8)]
    : [insn(ST, FP, 0, stackOff, BUDGET)];
}

/** may_goto as the jump that leaves its loop, when ax has come to 0. */
export function mayGotoJump({ off }: Insn): Insn {
  return insn(op.BPF_JMP | op.BPF_JEQ | op.BPF_K, AX, 0, off);
}

/** True for what `mayGotoJump` makes; no program can name ax. */
export function isMayGotoJump({ code, dst }: Insn): boolean {
  return dst === AX && code === (op.BPF_JMP | op.BPF_JEQ | op.BPF_K);
}

/** What stands before and behind the jump: the count down. `symbolImm` finds the function that looks at the clock. */
export function mayGotoCount(
  stackOff: number,
  timed: boolean,
  symbolImm: (symbol: string) => number,
): { readonly before: Insn; readonly behind: readonly Insn[] } {
  const before = insn(LDX, AX, FP, stackOff);
  const less = insn(op.BPF_ALU64 | op.BPF_SUB | op.BPF_K, AX, 0, 0, 1);
  const store = insn(STX, FP, AX, stackOff);
  if (!timed) return { before, behind: [less, store] };
  const askClock = [
    insn(op.BPF_JMP | op.BPF_JNE | op.BPF_K, AX, 0, 2),
    insn(op.BPF_ALU64 | op.BPF_MOV | op.BPF_K, AX, 0, 0, stackOff),
    insn(op.CODE_CALL, 0, 0, 0, symbolImm(TIMED_SYMBOL)),
  ];
  return { before, behind: [less, ...askClock, store] };
}
