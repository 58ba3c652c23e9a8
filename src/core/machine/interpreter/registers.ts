// Where the interpreter's registers are: in the words of the x86 registers that the JIT would keep them in, so that
// whatever looks at a CPU finds them in one place.
// Authority: ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1), whose own registers are an array on its stack.

import { x86Reg } from '../../jit/index.ts';
import { gprWord, REGFILE, readRegister, writeRegister, type X86Cpu } from '../../x86/index.ts';

const RSP = gprWord(4);
const RBP = gprWord(5);
/** rbx, r13, r14, r15: r6 to r9. */
const KEPT = [3, 13, 14, 15].map(gprWord);
const WORDS = Array.from({ length: 12 }, (_, reg) => gprWord(x86Reg(reg)));

export function getReg(cpu: X86Cpu, reg: number): bigint {
  return readRegister(cpu, WORDS[reg] ?? 0);
}

export function setReg(cpu: X86Cpu, reg: number, value: bigint): void {
  writeRegister(cpu, WORDS[reg] ?? 0, value);
}

export function getPc(cpu: X86Cpu): bigint {
  return readRegister(cpu, REGFILE.rip);
}

export function setPc(cpu: X86Cpu, addr: bigint): void {
  writeRegister(cpu, REGFILE.rip, addr);
}

export function push(cpu: X86Cpu, value: bigint): boolean {
  const rsp = readRegister(cpu, RSP) - 8n;
  if (!storeQuad(cpu, rsp, value)) return false;
  writeRegister(cpu, RSP, rsp);
  return true;
}

/** Null where memory refuses. */
export function loadQuad(cpu: X86Cpu, addr: bigint): bigint | null {
  const { memory } = cpu;
  setFault(cpu, addr);
  if (!memory.load(cpu.faultLo, cpu.faultHi, 8)) return null;
  return (BigInt(memory.hi >>> 0) << 32n) | BigInt(memory.lo >>> 0);
}

export function storeQuad(cpu: X86Cpu, addr: bigint, value: bigint): boolean {
  const { memory } = cpu;
  setFault(cpu, addr);
  memory.lo = Number(BigInt.asIntN(32, value));
  memory.hi = Number(BigInt.asIntN(32, value >> 32n));
  return memory.store(cpu.faultLo, cpu.faultHi, 8);
}

/** What a stop of kind `memory` is about. */
export function setFault(cpu: X86Cpu, addr: bigint): void {
  cpu.faultLo = Number(BigInt.asIntN(32, addr));
  cpu.faultHi = Number(BigInt.asIntN(32, addr >> 32n));
}

/** Where the count of tail calls is: at the end of the frame. */
export function countAddr(cpu: X86Cpu): bigint {
  return readRegister(cpu, RSP);
}

/** The interpreter is called; the return address is on the stack. False where the stack ends. */
export function enterFrame(cpu: X86Cpu, stackSize: number): boolean {
  if (!push(cpu, readRegister(cpu, RBP))) return false;
  const fp = readRegister(cpu, RSP);
  writeRegister(cpu, RBP, fp);
  writeRegister(cpu, RSP, fp - BigInt(stackSize));
  for (const word of KEPT) if (!push(cpu, readRegister(cpu, word))) return false;
  return push(cpu, 0n);
}

/** It returns. */
export function leaveFrame(cpu: X86Cpu): boolean {
  const rsp = readRegister(cpu, RSP);
  for (const [nth, word] of [...KEPT].reverse().entries()) {
    const value = loadQuad(cpu, rsp + BigInt(8 * (nth + 1)));
    if (value === null) return false;
    writeRegister(cpu, word, value);
  }
  const fp = readRegister(cpu, RBP);
  const rbp = loadQuad(cpu, fp);
  const pc = loadQuad(cpu, fp + 8n);
  if (rbp === null || pc === null) return false;
  writeRegister(cpu, RBP, rbp);
  writeRegister(cpu, RSP, fp + 16n);
  setPc(cpu, pc);
  return true;
}
