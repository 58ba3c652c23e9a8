// Everything the verifier knows at one point of one path: call frames, their registers and stacks.
// Authority: struct bpf_verifier_state, bpf_func_state and bpf_stack_state of Linux 6.1.

import { at, type InsnIdx } from '../../base/index.ts';
import { BPF_REG_FP, MAX_BPF_REG } from '../../bpf/index.ts';
import { Reg } from './reg.ts';

/** What a byte of stack holds. A slot packs eight of these, two bits each. */
export const SLOT_INVALID = 0;
export const SLOT_SPILL = 1;
export const SLOT_MISC = 2;
export const SLOT_ZERO = 3;
/** Bytes of a stack slot. */
export const REG_SIZE = 8;

/** Eight bytes of stack; byte 0 is the one with the highest address. */
export class StackSlot {
  kinds = 0;
  /** The register spilled here; liveness of the slot is kept in it even if there is none. */
  reg = new Reg();

  clone(): StackSlot {
    const copy = new StackSlot();
    copy.kinds = this.kinds;
    copy.reg = this.reg.clone();
    return copy;
  }

  kind(byte: number): number {
    return (this.kinds >> (2 * byte)) & 3;
  }

  setKind(byte: number, kind: number): void {
    this.kinds = (this.kinds & ~(3 << (2 * byte))) | (kind << (2 * byte));
  }

  /** A register, whole or its low half, was spilled here and not overwritten. */
  get isSpilled(): boolean {
    return this.kind(REG_SIZE - 1) === SLOT_SPILL;
  }

  /** Turns what is left of a spilled register into plain bytes. */
  scrub(): void {
    if (!this.isSpilled) return;
    for (let byte = 0; byte < REG_SIZE; byte++) {
      if (this.kind(byte) === SLOT_SPILL) this.setKind(byte, SLOT_MISC);
    }
  }
}

/** One function's activation. */
export class Frame {
  readonly frameno: number;
  readonly subprogIdx: number;
  /** Slot of the call that made it; -1 for the main program. */
  readonly callsite: InsnIdx;
  readonly regs: Reg[] = [];
  /** Slot k covers fp-8k-8 to fp-8k-1. */
  stack: StackSlot[] = [];

  constructor(frameno: number, subprogIdx: number, callsite: InsnIdx) {
    this.frameno = frameno;
    this.subprogIdx = subprogIdx;
    this.callsite = callsite;
  }

  static fresh(frameno: number, subprogIdx: number, callsite: InsnIdx): Frame {
    const frame = new Frame(frameno, subprogIdx, callsite);
    for (let regno = 0; regno < MAX_BPF_REG; regno++) frame.regs.push(new Reg());
    const fp = at(frame.regs, BPF_REG_FP);
    fp.markPointer('fp');
    fp.frameno = frameno;
    return frame;
  }

  clone(): Frame {
    const copy = new Frame(this.frameno, this.subprogIdx, this.callsite);
    for (const reg of this.regs) copy.regs.push(reg.clone());
    copy.stack = this.stack.map((slot) => slot.clone());
    return copy;
  }

  reg(regno: number): Reg {
    return at(this.regs, regno);
  }

  /** Makes the slots down to `off` (negative) exist. */
  grow(off: number): void {
    while (this.stack.length * REG_SIZE < -off) this.stack.push(new StackSlot());
  }

  slot(spi: number): StackSlot {
    return at(this.stack, spi);
  }
}

/** Slots executed one after the other; the chain is shared between the paths that fork from it. */
export interface Trail {
  readonly first: InsnIdx;
  /** Grows while only one path knows of the run. */
  last: InsnIdx;
  readonly previous: Trail | null;
}

/** A point of a path; a checkpoint once it stands in the list of explored states. */
export class State {
  frames: Frame[] = [];
  /** The checkpoint before. */
  parent: State | null = null;
  /** Paths from here that are not finished. */
  branches = 1;
  /** Only a CPU that speculates gets here. */
  speculative = false;
  /** Insns executed since `parent`, newest first. */
  trail: Trail | null = null;
  /** False when another path shares the newest run, or there is none. */
  private growing = false;

  /** Notes that the insn of `slots` slots at `insnIdx` is executed. */
  step(insnIdx: InsnIdx, slots: number): void {
    const run = this.trail;
    const last = insnIdx + slots - 1;
    if (this.growing && run !== null && insnIdx === run.last + 1) {
      run.last = last;
      return;
    }
    this.trail = { first: insnIdx, last, previous: run };
    this.growing = true;
  }

  /** Starts afresh behind a checkpoint. */
  forgetTrail(): void {
    this.trail = null;
    this.growing = false;
  }

  clone(): State {
    const copy = new State();
    copy.frames = this.frames.map((frame) => frame.clone());
    copy.parent = this.parent;
    copy.trail = this.trail;
    copy.speculative = this.speculative;
    this.growing = false;
    return copy;
  }

  get frame(): Frame {
    return at(this.frames, this.frames.length - 1);
  }

  get curframe(): number {
    return this.frames.length - 1;
  }
}

/** Calls `visit` for every register and every spilled register. */
export function forEachReg(state: State, visit: (reg: Reg) => void): void {
  for (const frame of state.frames) {
    for (const reg of frame.regs) visit(reg);
    for (const slot of frame.stack) if (slot.isSpilled) visit(slot.reg);
  }
}
