// One CPU of a state as people look at it: registers, flags, where it is, its stack as frames.
// Authority: core/x86 for registers and flags; frames.ts for the stack.

import { type Addr, at } from '../base/index.ts';
import { REGFILE } from '../x86/index.ts';
import { type CpuMode, CpuWords } from './cpu-words.ts';
import type { CodePlace, CpuPending, RcuFlavour } from './event.ts';
import { framesOf, type StackFrame } from './frames.ts';
import type { Machine } from './model.ts';
import { type MachineState, State } from './state.ts';

/** Registers in encoding order. */
export const GPRS = [
  ...(['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'] as const),
  ...(['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const),
] as const;

export interface CpuState {
  readonly actor: number;
  readonly mode: CpuMode | 'preempted';
  /** By number in the encoding, unsigned. */
  readonly regs: readonly bigint[];
  readonly rip: Addr;
  /** EFLAGS; see FLAG in core/x86. */
  readonly flags: number;
  readonly place: CodePlace | null;
  /** Kernel code that rip stands at, in words; null within images. */
  readonly kernel: string | null;
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

const RSP = 4;
const RBP = 5;

/** The CPU of an actor; null if the actor never runs programs. */
export function inspectCpu(machine: Machine, words: MachineState, actor: number): CpuState | null {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx < 0 || !machine.runtime) return null;
  const cpu = new CpuWords(words, at(machine.layout.cpus, cpuIdx));
  const prog = cpu.get('prog');
  const place = prog === 0 ? null : placeOf(machine, words, cpu);
  const preempted = cpu.get('preempted') !== 0;
  const regs = GPRS.map((_, reg) => quadAt(words, cpu.base + REGFILE.gpr + 2 * reg));
  const kernel = prog === 0 || place ? null : kernelAt(machine, cpu, regs);
  return {
    actor,
    mode: preempted ? 'preempted' : cpu.mode,
    regs,
    rip: quadAt(words, cpu.base + REGFILE.rip),
    flags: at(words, cpu.base + REGFILE.flags),
    place,
    kernel: kernel?.name ?? null,
    next: cpu.pending,
    rcu: prog === 0 ? null : machine.flavourOf(prog - 1),
    interruptsOff: cpu.interruptsOff,
    // The return to the kernel is one more than the calls were.
    callDepth: Math.max(0, cpu.get('callDepth')),
    tailCalls: cpu.get('tailCalls'),
    unwound: cpu.get('unwound') !== 0,
    frames:
      prog === 0
        ? []
        : framesOf(machine, words, {
            actor,
            place,
            rsp: at(regs, RSP),
            rbp: at(regs, RBP),
            kernel: kernel?.hasReturn ? kernel.name : null,
            jumpsTo: kernel?.jumpsTo ?? null,
            entered: prog - 1,
            trapped: cpu.interruptsOff,
          }),
  };
}

interface KernelPlace {
  readonly name: string;
  /** It was called: a return address is at rsp. */
  readonly hasReturn: boolean;
  readonly jumpsTo: Addr | null;
}

/** What stands at rip outside images; null if nothing does. */
function kernelAt(machine: Machine, cpu: CpuWords, regs: readonly bigint[]): KernelPlace | null {
  const call = machine.runtime?.env.call(cpu.ripLo, cpu.ripHi);
  switch (call?.kind) {
    case 'helper':
      return { name: call.name, hasReturn: true, jumpsTo: null };
    case 'return-thunk':
      return { name: 'return thunk', hasReturn: true, jumpsTo: null };
    case 'indirect-thunk':
      return {
        name: `indirect thunk of ${at(GPRS, call.reg)}`,
        hasReturn: false,
        jumpsTo: at(regs, call.reg),
      };
    case 'run-return':
      return { name: 'the kernel', hasReturn: false, jumpsTo: null };
    default:
      return null;
  }
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
