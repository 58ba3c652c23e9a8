// Which branch an unreached insn is unreached for: the first one that always goes the other way and from whose
// untaken side the insn can be got to. The kernel keeps no such record; the page shows it.

import { at, type InsnIdx } from '../../base/index.ts';
import {
  callTarget,
  insnSlots,
  isCondJump,
  isExit,
  isJump,
  isPseudoCall,
  jumpTarget,
} from '../../bpf/index.ts';
import type { RemovedInsn } from '../provenance.ts';
import type { Draft } from './edit.ts';

/** A conditional jump of the source that went one way only. */
export interface DecidedBranch {
  readonly insnIdx: InsnIdx;
  readonly taken: boolean;
  /** Where it would go otherwise. */
  readonly deadIdx: InsnIdx;
}

function next(draft: Draft, insnIdx: InsnIdx): InsnIdx[] {
  const { insn } = at(draft.slots, insnIdx);
  if (isExit(insn)) return [];
  const behind = insnIdx + insnSlots(insn);
  if (isPseudoCall(insn)) return [behind, callTarget(insn, insnIdx)];
  if (!isJump(insn)) return [behind];
  const target = jumpTarget(insn, insnIdx);
  return isCondJump(insn) ? [behind, target] : [target];
}

/** The branch behind each unreached slot; some have none, as functions that are never called. */
export function whyDead(
  draft: Draft,
  seen: Uint8Array,
  branches: readonly DecidedBranch[],
): ReadonlyMap<InsnIdx, NonNullable<RemovedInsn['branch']>> {
  const why = new Map<InsnIdx, NonNullable<RemovedInsn['branch']>>();
  for (const { insnIdx, taken, deadIdx } of branches) {
    const open = [deadIdx];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (why.has(each) || seen[each] !== 0) continue;
      why.set(each, { insnIdx, taken });
      if (insnSlots(at(draft.slots, each).insn) === 2) why.set(each + 1, { insnIdx, taken });
      open.push(...next(draft, each));
    }
  }
  return why;
}
