// A tail call that is not taken must leave the function as it was: what the CPU held when it entered the sequence is
// compared with what it holds behind it.
// Authority: the BPF calling convention (R6 to R9 survive a call) and emit_bpf_tail_call_direct (Linux 6.1), whose
// unwind pops rbx and r13 to r15 before the jump.

import type { CpuTurn } from './cpu-turn.ts';
import { CPU } from './layout.ts';

/** rsp, and what R6 to R9 are kept in: number in the register file and name. */
const KEPT_REGS = [
  [4, 'rsp'],
  [3, 'rbx'],
  [13, 'r13'],
  [14, 'r14'],
  [15, 'r15'],
] as const;

/** The CPU is before the first instruction of a descriptor's sequence. */
export function enterSequence({ cpu }: CpuTurn, descId: number): void {
  const { words, base } = cpu;
  cpu.set('sequence', descId + 1);
  for (const [nth, [reg]] of KEPT_REGS.entries()) {
    const from = base + 2 * reg;
    words.copyWithin(base + CPU.kept + 2 * nth, from, from + 2);
  }
}

/** The CPU is behind the sequence, however it got there. */
export function leaveSequence(it: CpuTurn, descId: number): void {
  const { cpu } = it;
  if (cpu.get('sequence') !== descId + 1) return;
  const { words, base } = cpu;
  const isKept = (reg: number, nth: number): boolean => {
    const from = base + 2 * reg;
    const kept = base + CPU.kept + 2 * nth;
    return words[from] === words[kept] && words[from + 1] === words[kept + 1];
  };
  const lost = KEPT_REGS.filter(([reg], nth) => !isKept(reg, nth)).map(([, name]) => name);
  cpu.forgetSequence();
  if (lost.length > 0) it.judge('lost-registers', { registers: lost });
}
