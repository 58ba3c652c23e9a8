// Which functions a program has, and that jumps stay inside them.
// Authority: add_subprog_and_kfunc and check_subprogs of kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: callbacks (PSEUDO_FUNC), kernel functions.

import { at, type InsnIdx } from '../base/index.ts';
import {
  CODE_JA,
  CODE_JA32,
  callTarget,
  type Insn,
  isExit,
  isJump,
  isPseudoCall,
  isTailCall,
  jumpTarget,
} from '../bpf/index.ts';
import { ERRNO, refuse } from './refused.ts';

const MAX_SUBPROGS = 256;

/** A function of the source program: slots `start` to `end` (exclusive). */
export interface Subprog {
  readonly start: InsnIdx;
  readonly end: InsnIdx;
  /** Contains `call 12`, reached or not. */
  readonly hasTailCall: boolean;
}

/** Index of the function that slot `insnIdx` lies in. */
export function subprogAt(
  subprogs: readonly { readonly start: InsnIdx }[],
  insnIdx: InsnIdx,
): number {
  let low = 0;
  let high = subprogs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(subprogs, middle).start <= insnIdx) low = middle;
    else high = middle - 1;
  }
  return low;
}

function callTargets(insns: readonly Insn[]): InsnIdx[] {
  const starts = new Set<InsnIdx>([0]);
  insns.forEach((insn, insnIdx) => {
    if (!isPseudoCall(insn)) return;
    const target = callTarget(insn, insnIdx);
    if (target < 0 || target >= insns.length) {
      refuse(ERRNO.EINVAL, 'call-target', 'call to invalid destination', insnIdx);
    }
    if (!starts.has(target) && starts.size >= MAX_SUBPROGS) {
      refuse(ERRNO.E2BIG, 'too-many-subprogs', 'too many subprograms', insnIdx);
    }
    starts.add(target);
  });
  return [...starts].sort((a, b) => a - b);
}

function checkJumps(insns: readonly Insn[], start: InsnIdx, end: InsnIdx, cpuV4: boolean): void {
  for (let insnIdx = start; insnIdx < end; insnIdx++) {
    const insn = at(insns, insnIdx);
    if (isJump(insn)) {
      // Before cpu=v4 the long goto is none: only `off` counts.
      const target = cpuV4 ? jumpTarget(insn, insnIdx) : insnIdx + 1 + insn.off;
      if (target < start || target >= end) {
        const message = `jump out of range from insn ${insnIdx} to ${target}`;
        refuse(ERRNO.EINVAL, 'jump-out-of-range', message, insnIdx);
      }
    }
    const leaves = isExit(insn) || insn.code === CODE_JA || (cpuV4 && insn.code === CODE_JA32);
    if (insnIdx === end - 1 && !leaves) {
      refuse(ERRNO.EINVAL, 'falls-off', 'last insn is not an exit or jmp', insnIdx);
    }
  }
}

/** Splits a program at its call targets; main first, then by start. */
export function findSubprogs(insns: readonly Insn[], cpuV4 = false): Subprog[] {
  const starts = callTargets(insns);
  return starts.map((start, subprogIdx) => {
    const end = starts[subprogIdx + 1] ?? insns.length;
    checkJumps(insns, start, end, cpuV4);
    const hasTailCall = insns.slice(start, end).some((insn) => isTailCall(insn));
    return { start, end, hasTailCall };
  });
}
