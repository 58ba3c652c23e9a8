// When a number decides something (a branch that goes one way only, an offset, a size, a tail-call key),
// walks the path backwards and marks, in the checkpoints, what that number was made from. Pruning compares
// only marked numbers.
// Authority: mark_chain_precision and backtrack_insn of kernel/bpf/verifier.c, Linux 6.1.
// Simplification: across a BPF-to-BPF call or return all numbers of the path are marked, as 6.1 does.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import type { Frame, State, Trail } from './state.ts';
import { forEachReg } from './state.ts';
import type { Verifier } from './verifier.ts';

/** Registers and stack slots of the current frame that are still to be explained. */
interface Wanted {
  regs: number;
  slots: Set<number>;
}

function bit(regno: number): number {
  return 1 << regno;
}

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

function backJump(insn: Insn, wanted: Wanted): boolean {
  if (insn.code === op.CODE_EXIT) return false;
  if (insn.code === op.CODE_CALL) {
    if (insn.src === op.BPF_PSEUDO_CALL) return false;
    wanted.regs &= ~bit(0);
    return (wanted.regs & 0x3f) === 0;
  }
  if (op.isGoto(insn) || (insn.code & op.BPF_X) === 0) return true;
  const both = bit(insn.dst) | bit(insn.src);
  if ((wanted.regs & both) !== 0) wanted.regs |= both;
  return true;
}

/** Undoes one insn. Returns false when the walk must give up. */
function back(insn: Insn, wanted: Wanted): boolean {
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
      return backJump(insn, wanted);
    default:
      if ((wanted.regs & bit(insn.dst)) === 0) return true;
      wanted.regs &= ~bit(insn.dst);
      return insn.code === op.CODE_LD_IMM64;
  }
}

/** Marks what is wanted in a checkpoint; what is marked already needs no further explanation. */
function markCheckpoint(frame: Frame, wanted: Wanted): boolean {
  for (let regno = 0; regno < op.BPF_REG_FP; regno++) {
    if ((wanted.regs & bit(regno)) === 0) continue;
    const reg = frame.reg(regno);
    if (reg.type !== 'scalar' || reg.precise) wanted.regs &= ~bit(regno);
    else reg.precise = true;
  }
  for (const spi of [...wanted.slots]) {
    const slot = frame.stack[spi];
    if (slot === undefined) return false;
    const { reg } = slot;
    if (!slot.isSpilled || reg.type !== 'scalar' || reg.precise) wanted.slots.delete(spi);
    else reg.precise = true;
  }
  return true;
}

function walkBack(verifier: Verifier, wanted: Wanted, skipFirst: boolean): void {
  let skip = skipFirst;
  for (let point: State = verifier.state; ; ) {
    for (let step: Trail | null = point.trail; step !== null; step = step.previous) {
      if (skip) skip = false;
      else if (!back(verifier.insn(step.insnIdx), wanted)) return markAll(point.parent);
      if (wanted.regs === 0 && wanted.slots.size === 0) return;
    }
    const { parent } = point;
    if (parent === null) return;
    if (!markCheckpoint(parent.frame, wanted)) return markAll(parent);
    if (wanted.regs === 0 && wanted.slots.size === 0) return;
    point = parent;
  }
}

/** The number in `regno` decides something at the current insn. */
export function markPrecise(verifier: Verifier, regno: number): void {
  if (verifier.reg(regno).type !== 'scalar') return;
  walkBack(verifier, { regs: bit(regno), slots: new Set() }, true);
}

/**
 * The path joins `old`, whose continuation is known: what mattered there matters on this path too. The
 * current insn has not been executed.
 */
export function propagatePrecision(verifier: Verifier, old: State): void {
  const { frame } = old;
  const wanted: Wanted = { regs: 0, slots: new Set() };
  let elsewhere = false;
  for (const oldFrame of old.frames) {
    oldFrame.regs.forEach((reg, regno) => {
      if (reg.type !== 'scalar' || !reg.precise) return;
      if (oldFrame === frame) wanted.regs |= bit(regno);
      else elsewhere = true;
    });
    oldFrame.stack.forEach((slot, spi) => {
      if (!slot.isSpilled || slot.reg.type !== 'scalar' || !slot.reg.precise) return;
      if (oldFrame === frame) wanted.slots.add(spi);
      else elsewhere = true;
    });
  }
  // The walk knows one frame only, so what an outer frame needs is marked everywhere.
  if (elsewhere) markAll(verifier.state.parent);
  if (wanted.regs !== 0 || wanted.slots.size > 0) walkBack(verifier, wanted, false);
}
