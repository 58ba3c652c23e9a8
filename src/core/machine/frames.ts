// The stack of one CPU as frames, walked from rsp and rbp outwards.
// Authority: prologue, unwind and epilogue of the JIT (jit/prologue.ts, jit/unwind.ts) for what lies where at
// each instruction; trap-frame.ts for struct pt_regs. Not modelled: frames of the kernel's caller.

import { type Addr, at } from '../base/index.ts';
import { type FuncImage, PARTS, type Part } from '../jit/index.ts';
import type { CodePlace } from './event.ts';
import type { Machine } from './model.ts';
import type { MachineState } from './state.ts';
import { TRAP_FRAME_BYTES } from './trap-frame.ts';

/** What a stretch of the stack holds. `trap`: the registers that an int3 saved, as struct pt_regs. */
export type StackSlotKind =
  | 'return'
  | 'saved-rbp'
  | 'bpf-stack'
  | 'counter'
  | 'callee-saved'
  | 'trap';

/** A stretch of the stack: `byteLen` bytes from `addr` up. */
export interface StackSlot {
  readonly kind: StackSlotKind;
  readonly addr: Addr;
  readonly byteLen: number;
  /** As little-endian qwords, lowest first. */
  readonly quads: readonly bigint[];
  /** Register that is saved there, for `callee-saved`. */
  readonly register: string | null;
  /** Where a `return` leads; null for the kernel's own code. */
  readonly returnTo: CodePlace | null;
  /** False below rsp: not written yet, or given back, so that an interrupt may overwrite it. */
  readonly live: boolean;
}

/** The frame of one function, highest address first. */
export interface StackFrame {
  /** Where the function is or goes on; null for kernel code. */
  readonly place: CodePlace | null;
  /** Name of the kernel code: a helper, a thunk, the int3 handler. */
  readonly kernel: string | null;
  /** What rbp holds, or will hold, in this frame; null for kernel code. */
  readonly rbp: Addr | null;
  readonly slots: readonly StackSlot[];
  /** `building`: the prologue is at work; `unwound`: some or all of it has been given back. */
  readonly stage: 'building' | 'whole' | 'unwound';
}

/** A CPU as the walk needs it. */
export interface StackOf {
  readonly actor: number;
  readonly place: CodePlace | null;
  readonly rsp: Addr;
  readonly rbp: Addr;
  /** Kernel code that rip stands at, when it is not in an image. */
  readonly kernel: string | null;
  /** Where that code jumps to, for a thunk: the frame belongs to that function already. */
  readonly jumpsTo: Addr | null;
  /** Program that the run entered: up to 5.9 its frame serves the whole chain of tail calls. */
  readonly entered: number;
  readonly trapped: boolean;
}

const QUAD = 8n;
const TRAP_ALIGN = 16n;
/** Frames beyond this are not looked for: at most 8 are called, but tail calls of subprograms leave theirs. */
const MAX_FRAMES = 300;
/** Register that each BPF register 6..9 lives in. */
const SAVED_NAMES: Readonly<Record<number, string>> = { 6: 'rbx', 7: 'r13', 8: 'r14', 9: 'r15' };
const PUSH_RBP = 0x55;
const LEAVE = 0xc9;

/** How far the function at rip is with its frame: where it finds its return address. */
type Footing = 'entered' | 'pushed' | 'standing' | 'left';

/** Frames from the innermost function to the kernel's caller. */
export function framesOf(machine: Machine, words: MachineState, cpu: StackOf): StackFrame[] {
  const stack = new StackReader(machine, words, cpu.actor);
  const frames: StackFrame[] = cpu.trapped ? [trapFrame(stack, cpu.rsp)] : [];
  let here = cpu.jumpsTo === null ? cpu.place : stack.placeOf(cpu.jumpsTo);
  let { rbp } = cpu;
  /** Lowest address that lives. */
  let floor = cpu.rsp;
  const inner = here ? partialFrame(stack, here, cpu.rsp) : kernelFrame(stack, cpu);
  if (inner) {
    frames.push(inner.frame);
    here = stack.returnPlace(inner.returnAt);
    floor = inner.returnAt + QUAD;
  }
  while (here && frames.length < MAX_FRAMES && stack.has(rbp)) {
    const func = stack.funcOf(here);
    if (!func) break;
    frames.push(wholeFrame(stack, func, { place: here, rbp, floor, entered: cpu.entered }));
    here = stack.returnPlace(rbp + QUAD);
    floor = rbp + 2n * QUAD;
    rbp = stack.quad(rbp);
  }
  return frames;
}

function kernelFrame(stack: StackReader, { kernel, rsp }: StackOf) {
  if (kernel === null || !stack.has(rsp)) return null;
  const slots = [stack.slot('return', rsp, true)];
  const frame: StackFrame = { place: null, kernel, rbp: null, slots, stage: 'whole' };
  return { frame, returnAt: rsp };
}

/** The frame of a function that stands on its caller's rbp; null when it has its own. */
function partialFrame(stack: StackReader, place: CodePlace, rsp: Addr) {
  const func = stack.funcOf(place);
  const footing = func ? footingOf(func, place.byteOff) : 'standing';
  if (footing === 'standing') return null;
  const returnAt = footing === 'pushed' ? rsp + QUAD : rsp;
  const slots = [stack.slot('return', returnAt, true)];
  if (footing === 'pushed') slots.push(stack.slot('saved-rbp', rsp, true));
  const stage = footing === 'left' ? 'unwound' : 'building';
  const frame: StackFrame = { place, kernel: null, rbp: returnAt - QUAD, slots, stage };
  return { frame, returnAt };
}

function footingOf(func: FuncImage, byteOff: number): Footing {
  const { byteOff: starts } = func.insns;
  const insn = insnAt(func, byteOff);
  if (byteOff < func.frame.adjOff) {
    // push rbp, and right behind it mov rbp, rsp.
    const push = starts.findIndex(
      (start) => start < func.frame.adjOff && func.bytes[start] === PUSH_RBP,
    );
    if (insn <= push + 1) return insn > push ? 'pushed' : 'entered';
  }
  const before = starts[insn - 1];
  const isLeft =
    before !== undefined && func.bytes[before] === LEAVE && partAt(func, insn) === 'epilogue';
  return isLeft ? 'left' : 'standing';
}

/** The x86 insn that a byte belongs to. */
function insnAt(func: FuncImage, byteOff: number): number {
  return func.insns.byteOff.findLastIndex((start) => start <= byteOff);
}

function partAt(func: FuncImage, insn: number): Part {
  return at(PARTS, func.insns.part[insn] ?? 1);
}

interface Standing {
  readonly place: CodePlace;
  readonly rbp: Addr;
  readonly floor: Addr;
  readonly entered: number;
}

/** From the return address down to the last register that the prologue pushes. */
function wholeFrame(
  stack: StackReader,
  func: FuncImage,
  { place, rbp, floor, entered }: Standing,
): StackFrame {
  const slots: StackSlot[] = [];
  let addr = rbp + 2n * QUAD;
  const put = (kind: StackSlotKind, byteLen: number, register: string | null = null): void => {
    if (byteLen === 0) return;
    addr -= BigInt(byteLen);
    slots.push({ ...stack.slot(kind, addr, addr >= floor, byteLen), register });
  };
  const { isUniform, calleeRegsUsed } = func.frame;
  const builder = isUniform && place.funcIdx === 0 ? stack.mainOf(entered) : null;
  const { stackSize, tailCallReachable } = (builder ?? func).frame;
  put('return', 8);
  put('saved-rbp', 8);
  put('bpf-stack', stackSize);
  const counterSlots = tailCallReachable && !isUniform ? stack.counterSlots : 0;
  for (let i = 0; i < counterSlots; i++) put('counter', 8);
  for (const reg of calleeRegsUsed) put('callee-saved', 8, SAVED_NAMES[reg] ?? null);
  if (isUniform) put('counter', 8);
  const isBuilding = partAt(func, insnAt(func, place.byteOff)) === 'prologue';
  const stage = slots.every(({ live }) => live) ? 'whole' : isBuilding ? 'building' : 'unwound';
  return { place, kernel: null, rbp, slots, stage };
}

/** What the int3 trap wrote below rsp, which it aligned first. */
function trapFrame(stack: StackReader, rsp: Addr): StackFrame {
  const addr = rsp - (rsp % TRAP_ALIGN) - BigInt(TRAP_FRAME_BYTES);
  const slots = [stack.slot('trap', addr, true, TRAP_FRAME_BYTES)];
  return { place: null, kernel: 'int3 handler', rbp: null, slots, stage: 'whole' };
}

/** Reads one CPU's memory without leaving a trace. */
class StackReader {
  private readonly machine: Machine;
  private readonly words: MachineState;
  private readonly actor: number;

  constructor(machine: Machine, words: MachineState, actor: number) {
    this.machine = machine;
    this.words = words;
    this.actor = actor;
  }

  has(addr: Addr): boolean {
    return this.read(addr) !== null;
  }

  /** Zero where nothing is mapped. */
  quad(addr: Addr): bigint {
    return this.read(addr) ?? 0n;
  }

  slot(kind: StackSlotKind, addr: Addr, live: boolean, byteLen = 8): StackSlot {
    const quads = Array.from({ length: byteLen / 8 }, (_, i) => this.quad(addr + BigInt(8 * i)));
    const returnTo = kind === 'return' ? this.returnPlace(addr) : null;
    return { kind, addr, byteLen, quads, register: null, returnTo, live };
  }

  funcOf({ progIdx, funcIdx }: CodePlace): FuncImage | null {
    return this.machine.input.progs[progIdx]?.jit?.funcs[funcIdx] ?? null;
  }

  /** Qwords of the count in a frame of its own; from 6.12 on the count, or a pointer to it, and a pointer. */
  get counterSlots(): number {
    return this.machine.input.profile.tailCall.counter === 'by-pointer' ? 2 : 1;
  }

  mainOf(progIdx: number): FuncImage | null {
    return this.funcOf({ progIdx, funcIdx: 0, byteOff: 0 });
  }

  /** Place that a return address at `addr` leads to; null outside images. */
  returnPlace(addr: Addr): CodePlace | null {
    const to = this.read(addr);
    return to === null ? null : this.placeOf(to);
  }

  placeOf(addr: Addr): CodePlace | null {
    const code = this.machine.runtime?.code;
    if (!code) return null;
    const lo = Number(BigInt.asIntN(32, addr));
    const segment = code.find(lo, Number(BigInt.asIntN(32, addr >> 32n)), () => true);
    return segment && { progIdx: segment.progIdx, funcIdx: segment.funcIdx, byteOff: code.off };
  }

  private read(addr: Addr): bigint | null {
    const memory = this.machine.runtime?.memoryFor(this.words, this.actor);
    if (!memory) return null;
    memory.stopsAtShared = false;
    const lo = Number(BigInt.asIntN(32, addr));
    if (!memory.load(lo, Number(BigInt.asIntN(32, addr >> 32n)), 8)) return null;
    return (BigInt.asUintN(32, BigInt(memory.hi)) << 32n) | BigInt.asUintN(32, BigInt(memory.lo));
  }
}
