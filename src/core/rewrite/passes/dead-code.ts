// Removal of what no path reaches.
// Authority: opt_hard_wire_dead_code_branches, opt_remove_dead_code and opt_remove_nops of
// kernel/bpf/verifier.c, Linux 6.1 (privileged programs only).

import { at } from '../../base/index.ts';
import { CODE_JA, type Insn, isCondJump, jumpTarget } from '../../bpf/index.ts';
import { applyPass, type Draft } from './edit.ts';

function jumpAlways(off: number): Insn {
  return { code: CODE_JA, dst: 0, src: 0, off, imm: 0 };
}

/** Turns a conditional jump that went one way only into a `goto`. */
function hardWire(draft: Draft, seen: Uint8Array): Draft {
  const slots = draft.slots.map((slot, insnIdx) => {
    const { insn } = slot;
    if (!isCondJump(insn)) return slot;
    if (seen[insnIdx + 1] === 0) return { ...slot, insn: jumpAlways(insn.off) };
    if (seen[jumpTarget(insn, insnIdx)] === 0) return { ...slot, insn: jumpAlways(0) };
    return slot;
  });
  return { ...draft, slots };
}

function isNop(insn: Insn): boolean {
  return (
    insn.code === CODE_JA && insn.off === 0 && insn.imm === 0 && insn.dst === 0 && insn.src === 0
  );
}

/**
 * Removes unreached insns, then `goto +0`. One round only: a `goto +0` that the removal itself makes
 * stays. Slots of `draft` must still be those of the source.
 */
export function removeDeadCode(draft: Draft, seen: Uint8Array): Draft {
  const wired = hardWire(draft, seen);
  const alive = applyPass(wired, (_slot, insnIdx) => (at(seen, insnIdx) === 0 ? [] : null));
  return applyPass(alive, (slot) => (isNop(slot.insn) ? [] : null));
}
