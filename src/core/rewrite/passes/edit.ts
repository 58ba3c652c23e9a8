// A program while it is rewritten: passes replace insns by sequences, jumps follow.
// Authority: bpf_patch_insn_single, bpf_remove_insns and bpf_adj_branches of kernel/bpf/core.c, Linux 6.1.
// The kernel patches one place after the other; here a whole pass is applied at once, with the same result.

import { at, type InsnIdx } from '../../base/index.ts';
import {
  CODE_JA32,
  callTarget,
  type Insn,
  isJump,
  isPseudoCall,
  jumpTarget,
} from '../../bpf/index.ts';
import { markOf, type RemovedInsn, type RewritingKind } from '../provenance.ts';
import { refuse } from '../refused.ts';

const ERANGE = 34;

/** One slot of the program under work. */
export interface Slot {
  readonly insn: Insn;
  /** Source slot that it stands for. */
  readonly origin: InsnIdx;
  /** False for insns that a pass put in; what is known of the source slot does not hold for these. */
  readonly original: boolean;
  /** What made or changed it: bits of `markOf`. */
  readonly marks: number;
}

export interface Draft {
  readonly slots: readonly Slot[];
  /** Insns of the source that a pass took out, in the order of the passes. */
  readonly removed: readonly RemovedInsn[];
  /** First slot of each function; a function without code is gone. */
  readonly starts: readonly InsnIdx[];
}

/** What a pass wants for one slot: null keeps it, otherwise the sequence that replaces it. */
type Replace = (slot: Slot, insnIdx: InsnIdx) => readonly Slot[] | null;

export function draftOf(insns: readonly Insn[], starts: readonly InsnIdx[]): Draft {
  const slots = insns.map((insn, origin) => ({ insn, origin, original: true, marks: 0 }));
  return { slots, removed: [], starts };
}

/** The insn of `slot` changed in place: it still stands for its source slot. */
export function changed(slot: Slot, insn: Insn): Slot {
  return { ...slot, insn };
}

/** An insn put in beside `slot`. */
export function inserted(slot: Slot, insn: Insn): Slot {
  return { insn, origin: slot.origin, original: false, marks: 0 };
}

/** `slot` with the kind of rewriting that made or changed it. */
export function marked(slot: Slot, kind: RewritingKind): Slot {
  return { ...slot, marks: slot.marks | markOf(kind) };
}

function isSame(a: Insn, b: Insn): boolean {
  const sameRegs = a.code === b.code && a.dst === b.dst && a.src === b.src;
  return sameRegs && a.off === b.off && a.imm === b.imm;
}

/** The sequence that a pass puts in the place of `own`, marked; `own` itself as it stands in there is not. */
export function made(
  kind: RewritingKind,
  own: Slot,
  sequence: readonly Slot[] | null,
): readonly Slot[] | null {
  if (sequence === null) return null;
  return sequence.map((slot) => {
    const isKept = slot === own || (slot.original && isSame(slot.insn, own.insn));
    return isKept ? slot : marked(slot, kind);
  });
}

function checkRange(target: number, from: number, origin: InsnIdx): number {
  const off = target - from - 1;
  if (off !== (off << 16) >> 16) {
    const message = `insn ${origin} cannot be patched due to 16-bit range`;
    refuse(ERANGE, 'patch-range', message, origin);
  }
  return off;
}

/** Where slots went: for calls, and for jumps. */
interface Places {
  readonly moved: Int32Array;
  readonly landed: Int32Array;
}

/** `moved` with each replaced slot at the end of its sequence. */
function behindNew(moved: Int32Array, replaced: readonly (readonly Slot[] | null)[]): Int32Array {
  return moved.map((place, insnIdx) => place + Math.max(0, (replaced[insnIdx]?.length ?? 1) - 1));
}

/** A jump or call that still goes where it went. */
function follow(slot: Slot, insn: Insn): Slot {
  return marked({ ...slot, insn }, 'jump-offset');
}

function retarget(slot: Slot, newIdx: InsnIdx, oldIdx: InsnIdx, { moved, landed }: Places): Slot {
  const { insn } = slot;
  const withImm = (imm: number): Slot => (imm === insn.imm ? slot : follow(slot, { ...insn, imm }));
  if (isPseudoCall(insn)) return withImm(at(moved, callTarget(insn, oldIdx)) - newIdx - 1);
  if (!isJump(insn)) return slot;
  const target = at(landed, jumpTarget(insn, oldIdx));
  if (insn.code === CODE_JA32) return withImm(target - newIdx - 1);
  const off = checkRange(target, newIdx, slot.origin);
  return off === insn.off ? slot : follow(slot, { ...insn, off });
}

/**
 * Applies one pass. Jumps to a replaced insn go to the first of its replacements; with `jumpsSkipNew`, to the
 * insn itself at their end.
 */
export function applyPass(draft: Draft, replace: Replace, jumpsSkipNew = false): Draft {
  const { slots } = draft;
  const replaced = slots.map((slot, insnIdx) => replace(slot, insnIdx));
  if (replaced.every((sequence) => sequence === null)) return draft;
  const moved = new Int32Array(slots.length + 1);
  let count = 0;
  replaced.forEach((sequence, insnIdx) => {
    moved[insnIdx] = count;
    count += sequence === null ? 1 : sequence.length;
  });
  moved[slots.length] = count;
  const landed = jumpsSkipNew ? behindNew(moved, replaced) : moved;
  const result: Slot[] = [];
  replaced.forEach((sequence, oldIdx) => {
    // Only a slot that was there before jumps in terms of the old places.
    const kept = sequence ?? [at(slots, oldIdx)];
    const own = at(slots, oldIdx).insn;
    for (const slot of kept) {
      const isOwn = slot.insn === own;
      result.push(isOwn ? retarget(slot, result.length, oldIdx, { moved, landed }) : slot);
    }
  });
  const starts = draft.starts
    .filter((start, k) => at(moved, start) < at(moved, draft.starts[k + 1] ?? slots.length))
    .map((start) => at(moved, start));
  return { slots: result, removed: draft.removed, starts };
}
