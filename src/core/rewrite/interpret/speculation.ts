// What a program of an unprivileged loader may not give away: pointers, and what a CPU that speculates could read.
// Authority: is_pointer_value, sanitize_speculative_path, sanitize_val_alu and do_check of kernel/bpf/verifier.c,
// Linux 5.9 to 7.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { ERRNO, Refused } from '../refused.ts';
import { isPointer, type Reg } from './reg.ts';
import type { AluState, Verifier } from './verifier.ts';

/** Refuses to let the pointer in `reg` go `where` somebody could read it as a number. */
export function denyLeak(verifier: Verifier, regno: number, where: string, reg: Reg): void {
  if (!verifier.unprivileged || !isPointer(reg)) return;
  verifier.deny('leak', `R${regno} leaks addr ${where}`);
}

/** The side of a decided branch that is never taken, of whose operands a CPU that speculates knows nothing. */
export function followMispredicted(verifier: Verifier, insn: Insn, insnIdx: number): void {
  if (!verifier.speculates || !verifier.speculation.followsMispredicted) return;
  const { frame } = verifier.fork(insnIdx, true);
  frame.reg(insn.dst).markUnknown();
  if ((insn.code & op.BPF_X) !== 0) frame.reg(insn.src).markUnknown();
}

/** Whether the current addition or subtraction has to be remembered: not with a constant, and not behind a barrier. */
export function needsMask(verifier: Verifier, code: number): boolean {
  const operation = code & op.OP_MASK;
  const isSum = operation === op.BPF_ADD || operation === op.BPF_SUB;
  const isFenced = verifier.facts.fences.has(verifier.insnIdx);
  return verifier.speculates && isSum && (code & op.BPF_X) !== 0 && !isFenced;
}

function sameState(a: AluState, b: AluState): boolean {
  if (a === 'number' || b === 'number') return a === b;
  const sameLimit = a.limit === b.limit && a.isConstant === b.isConstant;
  return sameLimit && a.isNegative === b.isNegative && a.offset === b.offset;
}

/** Remembers how the current insn adds; false if another path has it do that differently. */
export function noteAluState(verifier: Verifier, state: AluState): boolean {
  const { aluStates } = verifier.facts;
  const before = aluStates.get(verifier.insnIdx);
  if (before !== undefined && !sameState(before, state)) return false;
  aluStates.set(verifier.insnIdx, state);
  return true;
}

export const PROHIBITED = 'pointer arithmetic with it prohibited for !root';

/** The current insn, if it is such a one, adds numbers. */
export function noteNumbers(verifier: Verifier, { code, dst }: Insn): void {
  if (!needsMask(verifier, code) || noteAluState(verifier, 'number')) return;
  const verb = (code & op.OP_MASK) === op.BPF_ADD ? 'add' : 'sub';
  const what =
    verifier.speculation.offsetLimit === 'object'
      ? 'from different pointers or scalars'
      : `from different maps, paths or scalars, ${PROHIBITED}`;
  verifier.deny('pointer-arithmetic', `R${dst} tried to ${verb} ${what}`);
}

/** Faults that a barrier cures where only speculation gets to the insn; EPERM is 1. */
const CURED: ReadonlySet<number> = new Set([1, ERRNO.EACCES, ERRNO.EINVAL]);

/**
 * Runs `step`, the current insn, and says where the path goes on. In speculation it ends at a barrier, and, where
 * this kernel cures faults so, at an insn that would be one.
 */
export function behindFence(verifier: Verifier, step: () => number | null): number | null {
  const { state, facts, insnIdx, speculation } = verifier;
  if (!state.speculative || !speculation.fencesFaults) return step();
  if (facts.fences.has(insnIdx)) return null;
  try {
    const next = step();
    return facts.guardedStores.has(insnIdx) ? null : next;
  } catch (thrown) {
    if (!(thrown instanceof Refused) || !CURED.has(thrown.refusal.errno)) throw thrown;
    facts.fences.add(insnIdx);
    facts.aluStates.delete(insnIdx);
    return null;
  }
}
