// Removal of what no path reaches.
// Authority: opt_hard_wire_dead_code_branches, opt_remove_dead_code and opt_remove_nops of
// kernel/bpf/verifier.c, Linux 6.1 (privileged programs only).

import { at, type InsnIdx } from '../../base/index.ts';
import { CODE_JA, type Insn, isCondJump, jumpTarget } from '../../bpf/index.ts';
import { markOf, type RemovedInsn, type RewritingKind } from '../provenance.ts';
import { applyPass, changed, type Draft, marked, type Slot } from './edit.ts';
import { type DecidedBranch, whyDead } from './why-dead.ts';

function jumpAlways(off: number): Insn {
  return { code: CODE_JA, dst: 0, src: 0, off, imm: 0 };
}

/** A conditional jump that went one way only, or null. */
function decided({ insn }: Slot, insnIdx: number, seen: Uint8Array): DecidedBranch | null {
  if (!isCondJump(insn)) return null;
  const target = jumpTarget(insn, insnIdx);
  if (seen[insnIdx + 1] === 0) return { insnIdx, taken: true, deadIdx: insnIdx + 1 };
  return seen[target] === 0 ? { insnIdx, taken: false, deadIdx: target } : null;
}

/** Turns such jumps into a `goto`. */
function hardWire(draft: Draft, branches: readonly DecidedBranch[]): Draft {
  const slots = [...draft.slots];
  for (const { insnIdx, taken } of branches) {
    const slot = at(slots, insnIdx);
    const insn = jumpAlways(taken ? slot.insn.off : 0);
    slots[insnIdx] = marked({ ...slot, insn }, 'hard-wire');
  }
  return { ...draft, slots };
}

function isNop({ insn }: Slot): boolean {
  return (
    insn.code === CODE_JA && insn.off === 0 && insn.imm === 0 && insn.dst === 0 && insn.src === 0
  );
}

/** Turns branches of constants into a `goto` (7.1 on), whether or not what they pass by is reached otherwise. */
export function wireConstant(draft: Draft, constant: ReadonlyMap<InsnIdx, boolean>): Draft {
  const slots = [...draft.slots];
  for (const [insnIdx, taken] of constant) {
    const slot = at(slots, insnIdx);
    slots[insnIdx] = marked(changed(slot, jumpAlways(taken ? slot.insn.off : 0)), 'const-branch');
  }
  return { ...draft, slots };
}

/** Takes out what `isGone`, with what `branchOf` says of it. */
function cut(
  draft: Draft,
  kind: RewritingKind,
  isGone: (slot: Slot, insnIdx: number) => boolean,
  branchOf: (slot: Slot) => RemovedInsn['branch'],
): Draft {
  const removed = draft.slots.filter(isGone).map((slot): RemovedInsn => {
    // Where a jump would have gone no longer matters.
    const marks = (slot.marks & ~markOf('jump-offset')) | markOf(kind);
    return { insnIdx: slot.origin, marks, branch: branchOf(slot) };
  });
  if (removed.length === 0) return draft;
  const kept = applyPass(draft, (slot, insnIdx) => (isGone(slot, insnIdx) ? [] : null));
  return { ...kept, removed: [...draft.removed, ...removed] };
}

/**
 * Removes unreached insns, then `goto +0`. One round only: a `goto +0` that the removal itself makes
 * stays. Slots of `draft` must still be those of the source. `constant`: branches of constants, and which way
 * they go.
 */
export function removeDeadCode(
  draft: Draft,
  seen: Uint8Array,
  constant: ReadonlyMap<InsnIdx, boolean>,
): Draft {
  const branches = draft.slots.flatMap((slot, insnIdx) => {
    const branch = seen[insnIdx] === 0 ? null : decided(slot, insnIdx, seen);
    return branch === null ? [] : [branch];
  });
  const why = whyDead(draft, seen, branches);
  const others = branches.filter(({ insnIdx }) => !constant.has(insnIdx));
  const wired = hardWire(wireConstant(draft, constant), others);
  const isDead = (_slot: Slot, insnIdx: number): boolean => at(seen, insnIdx) === 0;
  const alive = cut(wired, 'dead-code', isDead, (slot) => why.get(slot.origin) ?? null);
  const decidedAs = [...constant, ...others.map(({ insnIdx, taken }) => [insnIdx, taken] as const)];
  const own = new Map(decidedAs.map(([insnIdx, taken]) => [insnIdx, { insnIdx, taken }]));
  return cut(alive, 'nop', isNop, (slot) => own.get(slot.origin) ?? null);
}
