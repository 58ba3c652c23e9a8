// Reading and writing operands, and the end of every instruction: flags and rip.
// Authority: Intel SDM vol. 1, 3.4.1.1 (32-bit results clear the upper half, 8 and 16 bits keep
// the rest), 3.7.5 (effective addresses), 3.4.2.1 (segment bases in 64-bit mode).
// Not modelled: canonical addresses and alignment checks; the memory decides what may be accessed.

import { REGFILE, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { STATUS_FLAGS } from './exec-flags.ts';
import { OPERAND_MEM, OPERAND_REG, type PreparedInsn, type PreparedOperand } from './exec-insn.ts';

/** Carry (0 or 1) out of bit 31 of `a + b`, where `sum` may include a carry in. */
export function carryOf(a: number, b: number, sum: number): number {
  return ((a & b) | ((a | b) & ~sum)) >>> 31;
}

/** Puts the effective address of a memory operand to `cpu.faultLo/Hi`. */
export function locate(cpu: X86Cpu, mem: PreparedOperand): void {
  const { words, base } = cpu;
  let lo = mem.lo;
  let hi = mem.hi;
  if (mem.word >= 0) {
    const baseLo = words[base + mem.word] ?? 0;
    const sum = (lo + baseLo) | 0;
    hi = (hi + (words[base + mem.word + 1] ?? 0) + carryOf(lo, baseLo, sum)) | 0;
    lo = sum;
  }
  if (mem.indexWord >= 0) {
    const { scaleShift } = mem;
    const indexLo = words[base + mem.indexWord] ?? 0;
    const scaledLo = indexLo << scaleShift;
    const spill = scaleShift === 0 ? 0 : indexLo >>> (32 - scaleShift);
    const scaledHi = ((words[base + mem.indexWord + 1] ?? 0) << scaleShift) | spill;
    const sum = (lo + scaledLo) | 0;
    hi = (hi + scaledHi + carryOf(lo, scaledLo, sum)) | 0;
    lo = sum;
  }
  if (mem.addr32 === 1) hi = 0;
  if (mem.gs === 1) {
    const sum = (lo + cpu.gsLo) | 0;
    hi = (hi + cpu.gsHi + carryOf(lo, cpu.gsLo, sum)) | 0;
    lo = sum;
  }
  cpu.faultLo = lo;
  cpu.faultHi = hi;
}

/** Reads a memory operand into the memory's `lo/hi`; other operands need no loading. */
export function load(cpu: X86Cpu, operand: PreparedOperand): boolean {
  if (operand.kind !== OPERAND_MEM) return true;
  locate(cpu, operand);
  return cpu.memory.load(cpu.faultLo, cpu.faultHi, operand.byteLen);
}

/** Low word of a loaded operand. Of a short constant the bits above its size are not 0. */
export function lowOf(cpu: X86Cpu, operand: PreparedOperand): number {
  if (operand.kind === OPERAND_REG) {
    return ((cpu.words[cpu.base + operand.word] ?? 0) >>> operand.shift) & operand.mask;
  }
  return operand.kind === OPERAND_MEM ? cpu.memory.lo : operand.lo;
}

/** High word of a loaded 64-bit operand. */
export function highOf(cpu: X86Cpu, operand: PreparedOperand): number {
  if (operand.kind === OPERAND_REG) return cpu.words[cpu.base + operand.word + 1] ?? 0;
  return operand.kind === OPERAND_MEM ? cpu.memory.hi : operand.hi;
}

/** Low word of a loaded operand of up to 32 bits, sign extended. */
export function signedLow(cpu: X86Cpu, operand: PreparedOperand): number {
  return (lowOf(cpu, operand) << operand.lift) >> operand.lift;
}

/** Unsigned value of an loaded operand of up to 32 bits. */
export function unsignedLow(cpu: X86Cpu, operand: PreparedOperand): number {
  return (lowOf(cpu, operand) & operand.mask) >>> 0;
}

/** Writes a register as its width demands: see the authority above. */
export function writeReg(cpu: X86Cpu, reg: PreparedOperand, lo: number, hi: number): void {
  const { words } = cpu;
  const at = cpu.base + reg.word;
  if (reg.size >= 32) {
    words[at] = lo;
    words[at + 1] = reg.size === 64 ? hi : 0;
    return;
  }
  const field = reg.mask << reg.shift;
  words[at] = ((words[at] ?? 0) & ~field) | ((lo << reg.shift) & field);
}

/** Writes a register or memory operand; false when memory refuses. */
export function write(cpu: X86Cpu, operand: PreparedOperand, lo: number, hi: number): boolean {
  if (operand.kind === OPERAND_REG) {
    writeReg(cpu, operand, lo, hi);
    return true;
  }
  locate(cpu, operand);
  const { memory } = cpu;
  memory.lo = lo & operand.mask;
  memory.hi = operand.size === 64 ? hi : 0;
  return memory.store(cpu.faultLo, cpu.faultHi, operand.byteLen);
}

/** Ends an instruction: rip goes to the next one. */
export function next(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { words } = cpu;
  const at = cpu.base + REGFILE.rip;
  const lo = words[at] ?? 0;
  const sum = (lo + insn.length) | 0;
  words[at] = sum;
  if (lo < 0 && sum >= 0) words[at + 1] = (words[at + 1] ?? 0) + 1;
  return X86_STOP.none;
}

export function flagsOf(cpu: X86Cpu): number {
  return cpu.words[cpu.base + REGFILE.flags] ?? 0;
}

/** Sets the flags of `affected` to those in `flags`. */
export function setFlags(cpu: X86Cpu, affected: number, flags: number): void {
  const at = cpu.base + REGFILE.flags;
  cpu.words[at] = ((cpu.words[at] ?? 0) & ~affected) | (flags & affected);
}

/** Ends an instruction that changes nothing but the status flags. */
export function nextWithFlags(cpu: X86Cpu, insn: PreparedInsn, flags: number): X86Stop {
  setFlags(cpu, STATUS_FLAGS, flags);
  return next(cpu, insn);
}
