// When a number decides something (a branch that goes one way only, an offset, a size, a tail-call key),
// walks the path backwards and marks, in the checkpoints, what that number was made from. Pruning compares
// only marked numbers.
// Authority: mark_chain_precision and backtrack_insn of kernel/bpf/verifier.c, Linux 6.1.
// Simplification: the way across calls is that of 6.5; 6.1 marks everything there, which only makes it
// prune less, so that the count of processed insns can differ.

import { at } from '../../base/index.ts';
import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import type { Frame, State, Trail } from './state.ts';
import { forEachReg } from './state.ts';
import type { Verifier } from './verifier.ts';

/** Registers and stack slots of one frame that are still to be explained. */
interface Wanted {
  regs: number;
  readonly slots: Set<number>;
}

function bit(regno: number): number {
  return 1 << regno;
}

/** r1 to r5. */
const ARGS = 0x3e;

/** Marks every number of the path; always safe. */
function markAll(state: State | null): void {
  for (let point = state; point !== null; point = point.parent) {
    forEachReg(point, (reg) => {
      if (reg.type === 'scalar') reg.precise = true;
    });
  }
}

function slotOf(insn: Insn): number {
  return Math.floor((-insn.off - 1) / 8);
}

function backAlu(insn: Insn, wanted: Wanted): void {
  if ((wanted.regs & bit(insn.dst)) === 0) return;
  const operation = insn.code & op.OP_MASK;
  const usesReg = (insn.code & op.BPF_X) !== 0 && operation !== op.BPF_END;
  if (operation === op.BPF_MOV) wanted.regs &= ~bit(insn.dst);
  if (usesReg) wanted.regs |= bit(insn.src);
}

function backLoad(insn: Insn, wanted: Wanted): void {
  if ((wanted.regs & bit(insn.dst)) === 0) return;
  wanted.regs &= ~bit(insn.dst);
  if (insn.src === op.BPF_REG_FP) wanted.slots.add(slotOf(insn));
}

/** Returns false when the step cannot be followed. */
function backStore(insn: Insn, wanted: Wanted): boolean {
  if ((wanted.regs & bit(insn.dst)) !== 0) return false;
  if (insn.dst !== op.BPF_REG_FP || !wanted.slots.delete(slotOf(insn))) return true;
  if ((insn.code & op.CLASS_MASK) === op.BPF_STX) wanted.regs |= bit(insn.src);
  return true;
}

function backCondition(insn: Insn, wanted: Wanted): void {
  if (op.isGoto(insn) || insn.code === op.CODE_JCOND || (insn.code & op.BPF_X) === 0) return;
  const both = bit(insn.dst) | bit(insn.src);
  if ((wanted.regs & both) !== 0) wanted.regs |= both;
}

function backOther(insn: Insn, wanted: Wanted): boolean {
  if ((wanted.regs & bit(insn.dst)) === 0) return true;
  wanted.regs &= ~bit(insn.dst);
  return insn.code === op.CODE_LD_IMM64;
}

/** A walk backwards over one path; frames come and go as calls and returns are crossed. */
class BackWalk {
  readonly verifier: Verifier;
  /** By frame, outermost first. */
  readonly frames: Wanted[];

  constructor(verifier: Verifier) {
    this.verifier = verifier;
    this.frames = verifier.state.frames.map(() => ({ regs: 0, slots: new Set<number>() }));
  }

  get innermost(): Wanted {
    return at(this.frames, this.frames.length - 1);
  }

  get isDone(): boolean {
    return this.frames.every((wanted) => wanted.regs === 0 && wanted.slots.size === 0);
  }

  /** From behind a call into the callee's last insn: r0 came from there. */
  private intoCallee(): boolean {
    const caller = this.innermost;
    this.frames.push({ regs: caller.regs & bit(0), slots: new Set() });
    caller.regs &= ~bit(0);
    return (caller.regs & ARGS) === 0;
  }

  /** From the callee's first insn out to the call: r1 to r5 came from there. */
  private intoCaller(): boolean {
    const callee = this.frames.pop();
    if (callee === undefined || this.frames.length === 0) return false;
    this.innermost.regs |= callee.regs & ARGS;
    return (callee.regs & ~ARGS) === 0;
  }

  private backJump(insn: Insn): boolean {
    if (insn.code === op.CODE_EXIT) return this.intoCallee();
    if (insn.code !== op.CODE_CALL) {
      backCondition(insn, this.innermost);
      return true;
    }
    if (insn.src === op.BPF_PSEUDO_CALL) return this.intoCaller();
    this.innermost.regs &= ~bit(0);
    return (this.innermost.regs & ARGS) === 0;
  }

  /** Undoes one insn. Returns false when the walk must give up. */
  back(insn: Insn): boolean {
    const wanted = this.innermost;
    switch (insn.code & op.CLASS_MASK) {
      case op.BPF_ALU:
      case op.BPF_ALU64:
        backAlu(insn, wanted);
        return true;
      case op.BPF_LDX:
        backLoad(insn, wanted);
        return true;
      case op.BPF_ST:
      case op.BPF_STX:
        return backStore(insn, wanted);
      case op.BPF_JMP:
      case op.BPF_JMP32:
        return this.backJump(insn);
      default:
        return backOther(insn, wanted);
    }
  }

  /** Undoes the insns that led from a checkpoint to the next. Returns false when it must give up. */
  private backSegment(trail: Trail | null, skipNewest: boolean): boolean {
    let skip = skipNewest;
    for (let run = trail; run !== null; run = run.previous) {
      for (let insnIdx = run.last; insnIdx >= run.first; insnIdx--) {
        if (this.isDone) return true;
        const insn = this.verifier.insn(insnIdx);
        if (insn.code === 0) continue; // second slot of a ld_imm64
        if (!skip && !this.back(insn)) return false;
        skip = false;
      }
    }
    return true;
  }

  private markCheckpoint(state: State): boolean {
    return this.frames.every((wanted, frameno) => {
      const frame = state.frames[frameno];
      return frame !== undefined && markFrame(frame, wanted);
    });
  }

  /** `skipNewest`: the current insn has been noted but not executed. */
  run(skipNewest: boolean): void {
    let skip = skipNewest;
    for (let point: State = this.verifier.state; ; ) {
      if (!this.backSegment(point.trail, skip)) return markAll(point.parent);
      skip = false;
      const { parent } = point;
      if (parent === null || this.isDone) return;
      if (!this.markCheckpoint(parent)) return markAll(parent);
      point = parent;
    }
  }
}

/** Marks what is wanted in a checkpoint; what is marked already needs no further explanation. */
function markFrame(frame: Frame, wanted: Wanted): boolean {
  for (let regno = 0; regno < op.BPF_REG_FP; regno++) {
    if ((wanted.regs & bit(regno)) === 0) continue;
    const reg = frame.reg(regno);
    if (reg.type !== 'scalar' || reg.precise) wanted.regs &= ~bit(regno);
    else reg.precise = true;
  }
  for (const spi of wanted.slots) {
    const slot = frame.stack[spi];
    if (slot === undefined) return false;
    const { reg } = slot;
    if (!slot.isSpilled || reg.type !== 'scalar' || reg.precise) wanted.slots.delete(spi);
    else reg.precise = true;
  }
  return true;
}

/** The number in `regno` decides something at the current insn. */
export function markPrecise(verifier: Verifier, regno: number): void {
  // Without CAP_BPF every number counts as precise.
  if (verifier.unprivileged || verifier.reg(regno).type !== 'scalar') return;
  const walk = new BackWalk(verifier);
  walk.innermost.regs = bit(regno);
  walk.run(true);
}

/**
 * The path joins `old`, whose continuation is known: what mattered there matters on this path too. The
 * current insn has not been noted.
 */
export function propagatePrecision(verifier: Verifier, old: State): void {
  if (verifier.unprivileged) return;
  const walk = new BackWalk(verifier);
  old.frames.forEach((frame, frameno) => {
    const wanted = at(walk.frames, frameno);
    frame.regs.forEach((reg, regno) => {
      if (reg.type === 'scalar' && reg.precise) wanted.regs |= bit(regno);
    });
    frame.stack.forEach((slot, spi) => {
      if (slot.isSpilled && slot.reg.type === 'scalar' && slot.reg.precise) wanted.slots.add(spi);
    });
  });
  if (!walk.isDone) walk.run(false);
}
