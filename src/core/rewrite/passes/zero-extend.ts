// A 32-bit compare-and-exchange leaves the upper half of r0 as it was if it fails, so r0 is zero-extended
// behind it where somebody reads all of it. The x86 JIT zero-extends everything else by itself.
// Authority: opt_subreg_zext_lo32_rnd_hi32 of kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import type { InsnFacts } from '../interpret/verifier.ts';
import { applyPass, type Draft, inserted, made } from './edit.ts';

/** Marks a move that only zero-extends (BPF_ZEXT_REG). */
const ZEXT_IMM = 1;

const ZEXT_R0: Insn = {
  code: op.BPF_ALU | op.BPF_MOV | op.BPF_X,
  dst: 0,
  src: 0,
  off: 0,
  imm: ZEXT_IMM,
};

function isCmpxchg(insn: Insn): boolean {
  const isAtomic = (insn.code & (op.CLASS_MASK | op.MODE_MASK)) === (op.BPF_STX | op.BPF_ATOMIC);
  return isAtomic && insn.imm === op.BPF_CMPXCHG;
}

export function zeroExtendCmpxchg(draft: Draft, facts: InsnFacts): Draft {
  return applyPass(draft, (slot) => {
    if (!slot.original || !isCmpxchg(slot.insn) || facts.zextDst[slot.origin] === 0) return null;
    return made('zero-extend', slot, [slot, inserted(slot, ZEXT_R0)]);
  });
}
