// Loads, stores and atomics of the interpreter.
// Authority: RFC 9669, section 5; ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1 and 6.15).
// Simplification: a PROBE_MEM load that faults stops the CPU, as one of an image does; the interpreter's gives 0.

import * as op from '../../bpf/index.ts';
import { type AccessLen, X86_STOP, type X86Cpu, type X86Stop } from '../../x86/index.ts';
import { getReg, setFault, setReg } from './registers.ts';

const LENGTHS: Readonly<Record<number, AccessLen>> = {
  [op.BPF_B]: 1,
  [op.BPF_H]: 2,
  [op.BPF_W]: 4,
  [op.BPF_DW]: 8,
};

function accessLen({ code }: op.Insn): AccessLen {
  return LENGTHS[code & op.SIZE_MASK] ?? 8;
}

/** Unsigned; null where memory refuses. */
function load(cpu: X86Cpu, addr: bigint, byteLen: AccessLen): bigint | null {
  const { memory } = cpu;
  setFault(cpu, addr);
  if (!memory.load(cpu.faultLo, cpu.faultHi, byteLen)) return null;
  const lo = BigInt(memory.lo >>> 0);
  return byteLen < 8 ? lo : (BigInt(memory.hi >>> 0) << 32n) | lo;
}

function store(cpu: X86Cpu, addr: bigint, byteLen: AccessLen, value: bigint): boolean {
  const { memory } = cpu;
  setFault(cpu, addr);
  memory.lo = Number(BigInt.asIntN(32, value));
  memory.hi = Number(BigInt.asIntN(32, value >> 32n));
  return memory.store(cpu.faultLo, cpu.faultHi, byteLen);
}

function address(cpu: X86Cpu, reg: number, off: number): bigint {
  return getReg(cpu, reg) + BigInt(off);
}

const SIGN_EXTENDING: readonly number[] = [op.BPF_MEMSX, op.BPF_PROBE_MEMSX];

export function runLoad(cpu: X86Cpu, insn: op.Insn): X86Stop {
  const byteLen = accessLen(insn);
  const value = load(cpu, address(cpu, insn.src, insn.off), byteLen);
  if (value === null) return X86_STOP.memory;
  const extends_ = SIGN_EXTENDING.includes(insn.code & op.MODE_MASK);
  setReg(cpu, insn.dst, extends_ ? BigInt.asIntN(8 * byteLen, value) : value);
  return X86_STOP.none;
}

export function runStore(cpu: X86Cpu, insn: op.Insn): X86Stop {
  const isReg = (insn.code & op.CLASS_MASK) === op.BPF_STX;
  const value = isReg ? getReg(cpu, insn.src) : BigInt(insn.imm);
  const done = store(cpu, address(cpu, insn.dst, insn.off), accessLen(insn), value);
  return done ? X86_STOP.none : X86_STOP.memory;
}

const UPDATES: Readonly<Record<number, (old: bigint, src: bigint) => bigint>> = {
  [op.BPF_ADD]: (old, src) => old + src,
  [op.BPF_AND]: (old, src) => old & src,
  [op.BPF_OR]: (old, src) => old | src,
  [op.BPF_XOR]: (old, src) => old ^ src,
};

export function runAtomic(cpu: X86Cpu, insn: op.Insn): X86Stop {
  const { imm, dst, src, off } = insn;
  if (imm === op.BPF_LOAD_ACQ) return runLoad(cpu, insn);
  const byteLen = accessLen(insn);
  const value = BigInt.asUintN(8 * byteLen, getReg(cpu, src));
  const addr = address(cpu, dst, off);
  const put = (wanted: bigint): boolean => store(cpu, addr, byteLen, wanted);
  if (imm === op.BPF_STORE_REL) return put(value) ? X86_STOP.none : X86_STOP.memory;
  const old = load(cpu, addr, byteLen);
  if (old === null) return X86_STOP.memory;
  if (imm === op.BPF_CMPXCHG) {
    const expected = BigInt.asUintN(8 * byteLen, getReg(cpu, op.BPF_REG_0));
    if (!put(old === expected ? value : old)) return X86_STOP.memory;
    setReg(cpu, op.BPF_REG_0, old);
    return X86_STOP.none;
  }
  const isExchange = imm === op.BPF_XCHG;
  const update = UPDATES[imm & op.OP_MASK];
  if (!isExchange && !update) return X86_STOP.undefinedOpcode;
  if (!put(isExchange || !update ? value : update(old, value))) return X86_STOP.memory;
  if ((imm & op.BPF_FETCH) !== 0) setReg(cpu, src, old);
  return X86_STOP.none;
}
