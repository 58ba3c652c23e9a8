// What of the linked program the rows need to know beside its insns.

import { callTarget, type Insn, isLdImm64, isPseudoCall } from '../../core/bpf/index.ts';

/** True for the second slot of a ld_imm64. */
export function isHighHalf(insns: readonly Insn[], slot: number): boolean {
  const before = insns[slot - 1];
  return insns[slot]?.code === 0 && before !== undefined && isLdImm64(before);
}

const known = new WeakMap<readonly Insn[], readonly number[]>();

/** Slots at which functions begin, ascending. */
export function functionStarts(insns: readonly Insn[]): readonly number[] {
  const made = known.get(insns);
  if (made) return made;
  const starts = new Set(insns.length > 0 ? [0] : []);
  insns.forEach((insn, slot) => {
    if (isPseudoCall(insn)) starts.add(callTarget(insn, slot));
  });
  const ascending = [...starts].sort((a, b) => a - b);
  known.set(insns, ascending);
  return ascending;
}
