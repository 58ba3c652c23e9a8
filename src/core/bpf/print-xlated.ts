// Text of insns as the verifier left them: what `printInsn` has no words for gets the kernel's names.
// Authority: kernel/bpf/core.c and kernel/bpf/disasm.c of Linux 6.1 for the meanings. Not for assembling.

import { at } from '../base/index.ts';
import { isHelperCall, isPseudoCall, isTailCall } from './classify.ts';
import { helperById } from './helper.ts';
import type { Insn } from './insn.ts';
import * as op from './opcode.ts';
import { printInsn } from './print.ts';

/** A faulting load is an ordinary load with another mode. */
const MODE_OF_PROBE: Readonly<Record<number, number>> = {
  [op.BPF_PROBE_MEM]: op.BPF_MEM,
  [op.BPF_PROBE_MEMSX]: op.BPF_MEMSX,
};

function printProbe(insn: Insn): string | null {
  if ((insn.code & op.CLASS_MASK) !== op.BPF_LDX) return null;
  const mode = MODE_OF_PROBE[insn.code & op.MODE_MASK];
  if (mode === undefined) return null;
  return `${printInsn([{ ...insn, code: (insn.code & ~op.MODE_MASK) | mode }])} // PROBE_MEM`;
}

/** As `printInsn`, and also the insns that only the kernel makes. Helper ids become names. */
export function printXlated(slots: readonly Insn[]): string {
  const insn = at(slots, 0);
  if (isTailCall(insn)) return 'call tail_call';
  if (isPseudoCall(insn)) return `call pc${insn.imm < 0 ? '' : '+'}${insn.imm}`;
  if (isHelperCall(insn)) return `call ${helperById(insn.imm)?.name ?? insn.imm}`;
  if (insn.code === op.CODE_NOSPEC) return 'nospec';
  return printProbe(insn) ?? printInsn(slots);
}
