// Stack use along call chains, and which functions a tail call can be reached from.
// Authority: check_max_stack_depth of kernel/bpf/verifier.c, Linux 6.1 and 7.1.
// Not modelled: asynchronous callbacks, which have stacks of their own.

import { at, type InsnIdx } from '../base/index.ts';
import { callTarget, type Insn, isPseudoCall } from '../bpf/index.ts';
import type { VerifierConfig } from '../kernel/index.ts';
import { ERRNO, notModelled, refuse } from './refused.ts';
import { type Subprog, subprogAt } from './subprogs.ts';

export const MAX_BPF_STACK = 512;
const MAX_CALL_FRAMES = 8;
/** Callers of a function with a tail call may use less than this: 33 tail calls multiply it. */
const TAIL_CALL_CALLER_STACK = 256;
/** A frame costs at least this much, and is counted in multiples of it. */
const FRAME_ALIGN = 32;
/** Chains through dead code can be more than anyone can walk, though the kernel tries. */
const MAX_CALLS_WALKED = 1_000_000;

/** A call whose callee is being walked. */
interface Caller {
  readonly subprogIdx: number;
  readonly resumeAt: InsnIdx;
}

function frameCost(stackDepth: number): number {
  return Math.ceil(Math.max(stackDepth, 1) / FRAME_ALIGN) * FRAME_ALIGN;
}

/** A program with the stack that each function uses, in bytes. */
interface StackProg {
  readonly insns: readonly Insn[];
  readonly subprogs: readonly Subprog[];
  readonly depths: readonly number[];
}

class StackWalk {
  readonly rules: VerifierConfig;
  readonly insns: readonly Insn[];
  readonly subprogs: readonly Subprog[];
  readonly depths: readonly number[];
  readonly reachable: boolean[];
  readonly callers: Caller[] = [];
  subprogIdx = 0;
  total = 0;
  private callsWalked = 0;
  // Once set it stays set: the kernel marks every later caller of this walk too.
  sawTailCall = false;

  constructor(prog: StackProg, rules: VerifierConfig) {
    this.insns = prog.insns;
    this.subprogs = prog.subprogs;
    this.depths = prog.depths;
    this.rules = rules;
    this.reachable = prog.subprogs.map(() => false);
  }

  cost(): number {
    return frameCost(at(this.depths, this.subprogIdx));
  }

  enter(subprogIdx: number): void {
    this.subprogIdx = subprogIdx;
    const subprog = at(this.subprogs, subprogIdx);
    if (subprogIdx > 0 && subprog.hasTailCall && this.total >= TAIL_CALL_CALLER_STACK) {
      const limit = 'tail_calls are not allowed when call stack of previous frames is';
      const message = `${limit} ${this.total} bytes. Too large`;
      refuse(ERRNO.EACCES, 'tail-call-stack', message, subprog.start);
    }
    this.total += this.cost();
    if (this.total > MAX_BPF_STACK) {
      const calls = this.callers.length + 1;
      const message = `combined stack size of ${calls} calls is ${this.total}. Too large`;
      refuse(ERRNO.EACCES, 'stack-too-large', message, subprog.start);
    }
  }

  call(insnIdx: InsnIdx): void {
    if (++this.callsWalked > MAX_CALLS_WALKED) notModelled('a million call chains', insnIdx);
    const target = callTarget(at(this.insns, insnIdx), insnIdx);
    const callee = subprogAt(this.subprogs, target);
    this.callers.push({ subprogIdx: this.subprogIdx, resumeAt: insnIdx + 1 });
    if (at(this.subprogs, callee).hasTailCall) this.sawTailCall = true;
    if (this.callers.length >= MAX_CALL_FRAMES) {
      const message = `the call stack of ${this.callers.length} frames is too deep !`;
      refuse(ERRNO.E2BIG, 'call-depth', message, insnIdx);
    }
    this.enter(callee);
  }

  /** Returns to the caller; null when the main program ends. */
  leave(): InsnIdx | null {
    if (this.sawTailCall) {
      if (this.rules.reachMarksLeft) this.reachable[this.subprogIdx] = true;
      for (const caller of this.callers) this.reachable[caller.subprogIdx] = true;
    }
    const caller = this.callers.pop();
    if (caller === undefined) return null;
    this.total -= this.cost();
    this.subprogIdx = caller.subprogIdx;
    return caller.resumeAt;
  }
}

/**
 * Walks all call chains in program order, dead code included. Returns for each function whether it is
 * `tail_call_reachable`; refuses chains that need too much stack.
 */
export function checkStackDepth(prog: StackProg, rules: VerifierConfig): boolean[] {
  const { insns, subprogs } = prog;
  const walk = new StackWalk(prog, rules);
  walk.enter(0);
  for (let insnIdx: InsnIdx | null = 0; insnIdx !== null; ) {
    if (insnIdx >= at(subprogs, walk.subprogIdx).end) insnIdx = walk.leave();
    else if (isPseudoCall(at(insns, insnIdx))) {
      walk.call(insnIdx);
      insnIdx = at(subprogs, walk.subprogIdx).start;
    } else insnIdx++;
  }
  return walk.reachable;
}
