// Instructions that set rip.
// Authority: Intel SDM vol. 2, JMP, Jcc, CALL, RET, LOOP, JRCXZ; vol. 1, 6.4.
// Not modelled: shadow stack and indirect branch tracking, and that rip must be canonical: the
// machine sees where rip went.

import { FLAG, REGFILE, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { holds } from './exec-flags.ts';
import type { PreparedInsn, PreparedOperand } from './exec-insn.ts';
import { moveStack, popValue, pushValue } from './exec-move.ts';
import { carryOf, flagsOf, highOf, load, lowOf, next, writeReg } from './exec-operands.ts';

function setRip(cpu: X86Cpu, lo: number, hi: number): void {
  cpu.words[cpu.base + REGFILE.rip] = lo;
  cpu.words[cpu.base + REGFILE.rip + 1] = hi;
}

/** Sets rip to the next insn plus `insn.rel`. */
function branch(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { words } = cpu;
  const at = cpu.base + REGFILE.rip;
  const lo = words[at] ?? 0;
  const step = insn.rel + insn.length;
  const low = step | 0;
  const sum = (lo + low) | 0;
  // `step` can pass 2^31 by a few bytes, so its upper word comes from its value.
  const high = step < 0 ? -1 : 0;
  words[at] = sum;
  words[at + 1] = (words[at + 1] ?? 0) + high + carryOf(lo, low, sum);
  return X86_STOP.none;
}

export function execJmp(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return branch(cpu, insn);
}

export function execJcc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return holds(insn.cc, flagsOf(cpu)) ? branch(cpu, insn) : next(cpu, insn);
}

export function execJmpIndirect(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  setRip(cpu, lowOf(cpu, dst), highOf(cpu, dst));
  return X86_STOP.none;
}

/** Pushes the address of the next insn. */
function pushReturn(cpu: X86Cpu, insn: PreparedInsn): boolean {
  const { words } = cpu;
  const at = cpu.base + REGFILE.rip;
  const lo = words[at] ?? 0;
  const sum = (lo + insn.length) | 0;
  const hi = (words[at + 1] ?? 0) + (lo < 0 && sum >= 0 ? 1 : 0);
  return pushValue(cpu, sum, hi, 8);
}

export function execCall(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return pushReturn(cpu, insn) ? branch(cpu, insn) : X86_STOP.memory;
}

/** The target is read before the push, which matters for rsp and for memory below it. */
export function execCallIndirect(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const lo = lowOf(cpu, dst);
  const hi = highOf(cpu, dst);
  if (!pushReturn(cpu, insn)) return X86_STOP.memory;
  setRip(cpu, lo, hi);
  return X86_STOP.none;
}

export function execRet(cpu: X86Cpu): X86Stop {
  if (!popValue(cpu, 8)) return X86_STOP.memory;
  setRip(cpu, cpu.memory.lo, cpu.memory.hi);
  return X86_STOP.none;
}

/** ret that drops `dst` more bytes. */
export function execRetDrop(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!popValue(cpu, 8)) return X86_STOP.memory;
  setRip(cpu, cpu.memory.lo, cpu.memory.hi);
  moveStack(cpu, insn.dst.lo);
  return X86_STOP.none;
}

function isZero(cpu: X86Cpu, counter: PreparedOperand): boolean {
  return (lowOf(cpu, counter) | (counter.size === 64 ? highOf(cpu, counter) : 0)) === 0;
}

/** `src` is rcx, or ecx with prefix 67. */
export function execJrcxz(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return isZero(cpu, insn.src) ? branch(cpu, insn) : next(cpu, insn);
}

/** Counts `src` down, whatever follows; changes no flag. */
function countDown(cpu: X86Cpu, counter: PreparedOperand): boolean {
  const lo = lowOf(cpu, counter);
  writeReg(cpu, counter, lo - 1, highOf(cpu, counter) - (lo === 0 ? 1 : 0));
  return !isZero(cpu, counter);
}

export function execLoop(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return countDown(cpu, insn.src) ? branch(cpu, insn) : next(cpu, insn);
}

export function execLoope(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const more = countDown(cpu, insn.src);
  return more && (flagsOf(cpu) & FLAG.zf) !== 0 ? branch(cpu, insn) : next(cpu, insn);
}

export function execLoopne(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const more = countDown(cpu, insn.src);
  return more && (flagsOf(cpu) & FLAG.zf) === 0 ? branch(cpu, insn) : next(cpu, insn);
}
