// One CPU of a state as people look at it: registers, flags, where it is, its stack as frames.
// Authority: KERNEL facts section 4 (frame layout); JIT prologues for what is pushed where.

import { type Addr, at } from '../base/index.ts';
import type { FuncImage } from '../jit/index.ts';
import { REGFILE } from '../x86/index.ts';
import { type CpuMode, CpuWords } from './cpu-words.ts';
import type { CodePlace, CpuPending, RcuFlavour } from './event.ts';
import type { MachineState } from './machine.ts';
import type { Machine } from './model.ts';
import { State } from './state.ts';

/** Registers in encoding order. */
export const GPRS = [
  ...(['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'] as const),
  ...(['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const),
] as const;

/** What a stretch of the stack holds. */
export type StackSlotKind =
  | 'return'
  | 'saved-rbp'
  | 'bpf-stack'
  | 'counter'
  | 'callee-saved'
  | 'caller'
  | 'below';

/** A stretch of the stack: `byteLen` bytes from `addr` up. */
export interface StackSlot {
  readonly kind: StackSlotKind;
  readonly addr: Addr;
  readonly byteLen: number;
  /** As little-endian qwords, lowest first. */
  readonly quads: readonly bigint[];
  /** Register that is saved there, for `callee-saved`. */
  readonly register: string | null;
}

/** The frame of one function, highest address first. */
export interface StackFrame {
  readonly progIdx: number;
  readonly funcIdx: number;
  /** What rbp holds in this frame. */
  readonly rbp: Addr;
  readonly slots: readonly StackSlot[];
  /** False while the prologue has not built it, or an unwind or epilogue has taken it down. */
  readonly whole: boolean;
}

export interface CpuState {
  readonly actor: number;
  readonly mode: CpuMode | 'preempted';
  /** By number in the encoding, unsigned. */
  readonly regs: readonly bigint[];
  readonly rip: Addr;
  /** EFLAGS; see FLAG in core/x86. */
  readonly flags: number;
  readonly place: CodePlace | null;
  readonly next: CpuPending;
  /** Section that it is inside; null outside programs. */
  readonly rcu: RcuFlavour | null;
  readonly interruptsOff: boolean;
  /** BPF-to-BPF calls and helper calls that have not returned. */
  readonly callDepth: number;
  readonly tailCalls: number;
  /** True between a bypass passed as a nop and the target behind it. */
  readonly unwound: boolean;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
}

/** The CPU of an actor; null if the actor never runs programs. */
export function inspectCpu(machine: Machine, words: MachineState, actor: number): CpuState | null {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx < 0 || !machine.runtime) return null;
  const cpu = new CpuWords(words, at(machine.layout.cpus, cpuIdx));
  const prog = cpu.get('prog');
  const place = prog === 0 ? null : placeOf(machine, words, cpu);
  const preempted = cpu.get('preempted') !== 0;
  const regs = GPRS.map((_, reg) => quadAt(words, cpu.base + REGFILE.gpr + 2 * reg));
  return {
    actor,
    mode: preempted ? 'preempted' : cpu.mode,
    regs,
    rip: quadAt(words, cpu.base + REGFILE.rip),
    flags: at(words, cpu.base + REGFILE.flags),
    place,
    next: cpu.pending,
    rcu: prog === 0 ? null : machine.flavourOf(prog - 1),
    interruptsOff: cpu.interruptsOff,
    callDepth: cpu.get('callDepth'),
    tailCalls: cpu.get('tailCalls'),
    unwound: cpu.get('unwound') !== 0,
    frames: prog === 0 ? [] : framesOf(machine, words, actor, { place, regs }),
  };
}

function placeOf(machine: Machine, words: MachineState, cpu: CpuWords): CodePlace | null {
  const state = new State(machine.layout, words);
  const { code } = machine.runtime ?? { code: null };
  const segment = code?.find(
    cpu.ripLo,
    cpu.ripHi,
    (progIdx) => state.progWord(progIdx, 'image') !== 0,
  );
  if (!code || !segment) return null;
  return { progIdx: segment.progIdx, funcIdx: segment.funcIdx, byteOff: code.off };
}

function quadAt(words: Int32Array, word: number): bigint {
  return (
    (BigInt.asUintN(32, BigInt(at(words, word + 1))) << 32n) |
    BigInt.asUintN(32, BigInt(at(words, word)))
  );
}

const RSP = 4;
const RBP = 5;
const RSP_BACK = 8n;
/** Frames beyond this are not looked for: at most 8 are called, tail calls leave none behind. */
const MAX_FRAMES = 300;
/** Register that each BPF register 6..9 lives in. */
const SAVED_NAMES: Readonly<Record<number, string>> = { 6: 'rbx', 7: 'r13', 8: 'r14', 9: 'r15' };

/** Walks the rbp chain from the innermost function to the kernel's caller. */
function framesOf(
  machine: Machine,
  words: MachineState,
  actor: number,
  { place, regs }: { readonly place: CodePlace | null; readonly regs: readonly bigint[] },
): StackFrame[] {
  const stack = new StackReader(machine, words, actor);
  const frames: StackFrame[] = [];
  let here = place;
  let rbp = at(regs, RBP);
  const rsp = at(regs, RSP);
  if (here && isBuilding(machine, here)) {
    // rbp is still the caller's: the return address is at rsp, or above the pushed rbp.
    frames.push({ ...ids(here), rbp, slots: [], whole: false });
    here = stack.returnPlace(rsp) ?? stack.returnPlace(rsp + RSP_BACK);
  }
  while (here && frames.length < MAX_FRAMES && stack.has(rbp)) {
    const func = funcOf(machine, here);
    if (!func) break;
    const isInner = frames.length === 0;
    const slots = frameSlots(stack, func, rbp);
    const lowest = slots.at(-1)?.addr ?? rbp;
    frames.push({ ...ids(here), rbp, slots, whole: !isInner || rsp <= lowest });
    here = stack.returnPlace(rbp + RSP_BACK);
    rbp = stack.quad(rbp);
  }
  return frames;
}

function ids({ progIdx, funcIdx }: CodePlace): { progIdx: number; funcIdx: number } {
  return { progIdx, funcIdx };
}

function funcOf(machine: Machine, { progIdx, funcIdx }: CodePlace): FuncImage | null {
  return machine.input.progs[progIdx]?.jit?.funcs[funcIdx] ?? null;
}

/** Before `mov rbp, rsp` has run: up to the landing point of tail calls, which stands right behind it. */
function isBuilding(machine: Machine, place: CodePlace): boolean {
  const func = funcOf(machine, place);
  return func !== null && place.byteOff < func.frame.adjOff;
}

/** From the return address down to the last register that the prologue pushes. */
function frameSlots(stack: StackReader, func: FuncImage, rbp: Addr): StackSlot[] {
  const slots: StackSlot[] = [];
  let addr = rbp + 2n * RSP_BACK;
  const put = (kind: StackSlotKind, byteLen: number, register: string | null = null): void => {
    if (byteLen === 0) return;
    addr -= BigInt(byteLen);
    const quads = Array.from({ length: byteLen / 8 }, (_, i) => stack.quad(addr + BigInt(8 * i)));
    slots.push({ kind, addr, byteLen, quads, register });
  };
  const { stackSize, tailCallReachable, calleeRegsUsed } = func.frame;
  put('return', 8);
  put('saved-rbp', 8);
  put('bpf-stack', stackSize);
  if (tailCallReachable) put('counter', 8);
  for (const reg of calleeRegsUsed) put('callee-saved', 8, SAVED_NAMES[reg] ?? null);
  return slots;
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

  /** Place that a return address at `addr` leads to; null outside images. */
  returnPlace(addr: Addr): CodePlace | null {
    const to = this.read(addr);
    const code = this.machine.runtime?.code;
    if (to === null || !code) return null;
    const lo = Number(BigInt.asIntN(32, to));
    const segment = code.find(lo, Number(BigInt.asIntN(32, to >> 32n)), () => true);
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
