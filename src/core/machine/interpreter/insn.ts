// One BPF insn as a thing that a block can run, of the same shape as a prepared x86 instruction, so that a block
// knows no difference: rip names the insn, and what others see stops it in front.
// Authority: ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1 to 7.1), RFC 9669.

import * as op from '../../bpf/index.ts';
import {
  decodeInsn,
  type PreparedInsn,
  prepareInsn,
  X86_STOP,
  type X86Control,
  type X86Cpu,
  type X86Stop,
} from '../../x86/index.ts';
import { alu, endian, isTaken } from './alu.ts';
import { type CallPlaces, callFunction, callHelper, exit, tailCall } from './calls.ts';
import { runAtomic, runLoad, runStore } from './memory.ts';
import { getPc, getReg, setPc, setReg } from './registers.ts';

const INSN_SIZE = 8;
/** What of a prepared instruction means nothing here. */
const BLANK: PreparedInsn = prepareInsn(decodeInsn(Uint8Array.of(0x90), 0));

/** What insns need to know of the program around them. */
export interface InsnContext extends CallPlaces {
  /** Bytes of stack of the function that begins `slots` slots behind the insn. */
  stackSizeAt(slots: number): number;
}

type Run = (cpu: X86Cpu) => X86Stop;

function goOn(cpu: X86Cpu, slots = 1): X86Stop {
  setPc(cpu, getPc(cpu) + BigInt(INSN_SIZE * slots));
  return X86_STOP.none;
}

/** Goes on behind an insn that has run. */
function then(run: Run): Run {
  return (cpu) => {
    const stop = run(cpu);
    return stop === X86_STOP.none ? goOn(cpu) : stop;
  };
}

function operand(cpu: X86Cpu, { code, src, imm }: op.Insn): bigint {
  return (code & op.BPF_X) !== 0 ? getReg(cpu, src) : BigInt(imm);
}

function runAlu(insn: op.Insn): Run {
  const { code, dst, off, imm } = insn;
  if ((code & op.OP_MASK) === op.BPF_END) {
    return (cpu) => {
      setReg(cpu, dst, endian(code, imm, getReg(cpu, dst)));
      return X86_STOP.none;
    };
  }
  return (cpu) => {
    const value = alu(code, off, getReg(cpu, dst), operand(cpu, insn));
    if (value === null) return X86_STOP.divide;
    setReg(cpu, dst, value);
    return X86_STOP.none;
  };
}

function runJump(insn: op.Insn): Run {
  const { code, dst, off, imm } = insn;
  if (code === op.CODE_JA) return (cpu) => goOn(cpu, off + 1);
  if (code === op.CODE_JA32) return (cpu) => goOn(cpu, imm + 1);
  return (cpu) => goOn(cpu, isTaken(code, getReg(cpu, dst), operand(cpu, insn)) ? off + 1 : 1);
}

function memoryRun(insn: op.Insn): Run | null {
  if (insn.code === op.CODE_NOSPEC) return () => X86_STOP.none;
  switch (insn.code & op.CLASS_MASK) {
    case op.BPF_LDX:
      return (cpu) => runLoad(cpu, insn);
    case op.BPF_ST:
      return (cpu) => runStore(cpu, insn);
    case op.BPF_STX: {
      const isAtomic = (insn.code & op.MODE_MASK) === op.BPF_ATOMIC;
      return isAtomic ? (cpu) => runAtomic(cpu, insn) : (cpu) => runStore(cpu, insn);
    }
    default:
      return null;
  }
}

interface Prepared {
  readonly run: Run;
  readonly control: X86Control;
}

function callRun(insn: op.Insn, context: InsnContext): Prepared | null {
  switch (insn.code) {
    case op.CODE_CALL:
      return { run: (cpu) => callHelper(cpu, insn, context), control: 'call' };
    case op.CODE_CALL_ARGS: {
      const stackSize = context.stackSizeAt(insn.off + 1);
      return { run: (cpu) => callFunction(cpu, insn, stackSize), control: 'call' };
    }
    case op.CODE_EXIT:
      return { run: exit, control: 'ret' };
    case op.CODE_TAIL_CALL:
      return { run: (cpu) => tailCall(cpu, insn, context), control: 'indirect-jump' };
    default:
      return null;
  }
}

function prepared(insn: op.Insn, second: op.Insn, context: InsnContext): Prepared {
  const call = callRun(insn, context);
  if (call) return call;
  if (op.isLdImm64(insn)) {
    const value = op.ldImm64Value(insn, second);
    const run: Run = (cpu) => {
      setReg(cpu, insn.dst, value);
      return goOn(cpu, 2);
    };
    return { run, control: 'none' };
  }
  const insnClass = insn.code & op.CLASS_MASK;
  if (insnClass === op.BPF_JMP || insnClass === op.BPF_JMP32) {
    return { run: runJump(insn), control: 'jump' };
  }
  const memory = memoryRun(insn);
  if (memory) return { run: then(memory), control: 'none' };
  const isAlu = insnClass === op.BPF_ALU || insnClass === op.BPF_ALU64;
  return { run: isAlu ? then(runAlu(insn)) : () => X86_STOP.undefinedOpcode, control: 'none' };
}

/** The insn at byte `off` of a function's insns. */
export function prepareBpfInsn(bytes: Uint8Array, off: number, context: InsnContext): PreparedInsn {
  const [insn = op.decodeInsns(new Uint8Array(INSN_SIZE))[0], second = insn] = op.decodeInsns(
    bytes.slice(off, off + 2 * INSN_SIZE),
  );
  if (!insn || !second) throw new Error('invariant broken: an insn is eight bytes');
  const length = op.isLdImm64(insn) ? 2 * INSN_SIZE : INSN_SIZE;
  return { ...BLANK, ...prepared(insn, second, context), length };
}
