// Instructions that move values: mov and its extensions, lea, xchg, cmovcc, setcc, bswap, stack.
// Authority: Intel SDM vol. 2, the instructions named; vol. 1, 6.2 (stack).
// Not modelled: segment registers as operands.

import { FLAG, REGFILE, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { holds } from './exec-flags.ts';
import type { PreparedInsn } from './exec-insn.ts';
import {
  flagsOf,
  highOf,
  load,
  locate,
  lowOf,
  next,
  setFlags,
  signedLow,
  write,
  writeReg,
} from './exec-operands.ts';

/** nop, prefetches, fences and hints: nothing that a single processor could tell. */
export function execNop(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return next(cpu, insn);
}

export function execMov(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  if (!write(cpu, dst, lowOf(cpu, src), highOf(cpu, src))) return X86_STOP.memory;
  return next(cpu, insn);
}

export function execMovzx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.src)) return X86_STOP.memory;
  writeReg(cpu, insn.dst, lowOf(cpu, insn.src), 0);
  return next(cpu, insn);
}

/** movsx and movsxd. */
export function execMovsx(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  if (!load(cpu, insn.src)) return X86_STOP.memory;
  const lo = signedLow(cpu, insn.src);
  writeReg(cpu, insn.dst, lo, lo >> 31);
  return next(cpu, insn);
}

export function execLea(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  locate(cpu, insn.src);
  writeReg(cpu, insn.dst, cpu.faultLo, cpu.faultHi);
  return next(cpu, insn);
}

/** Memory, if any, is `dst`. */
export function execXchg(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const lo = lowOf(cpu, dst);
  const hi = highOf(cpu, dst);
  if (!write(cpu, dst, lowOf(cpu, src), highOf(cpu, src))) return X86_STOP.memory;
  writeReg(cpu, src, lo, hi);
  return next(cpu, insn);
}

/** Loads, and clears the upper half of a 32-bit destination, whether or not the condition holds. */
export function execCmov(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const from = holds(insn.cc, flagsOf(cpu)) ? src : dst;
  writeReg(cpu, dst, lowOf(cpu, from), highOf(cpu, from));
  return next(cpu, insn);
}

export function execSetcc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const value = holds(insn.cc, flagsOf(cpu)) ? 1 : 0;
  return write(cpu, insn.dst, value, 0) ? next(cpu, insn) : X86_STOP.memory;
}

function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** The manual leaves 16 bits undefined; processors give 0. */
export function execBswap(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  const lo = swapBytes(lowOf(cpu, dst));
  if (insn.size === 64) writeReg(cpu, dst, swapBytes(highOf(cpu, dst)), lo);
  else writeReg(cpu, dst, insn.size === 32 ? lo : 0, 0);
  return next(cpu, insn);
}

/** movbe: a move that swaps bytes on its way. */
export function execMovbe(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst, src } = insn;
  if (!load(cpu, src)) return X86_STOP.memory;
  const lo = swapBytes(lowOf(cpu, src));
  const done =
    insn.size === 64
      ? write(cpu, dst, swapBytes(highOf(cpu, src)), lo)
      : write(cpu, dst, insn.size === 32 ? lo : lo >>> 16, 0);
  return done ? next(cpu, insn) : X86_STOP.memory;
}

/** cbw, cwde, cdqe: the lower half of the accumulator (`src`) sign extended into all of it. */
export function execCbw(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const lo = signedLow(cpu, insn.src);
  writeReg(cpu, insn.dst, lo, lo >> 31);
  return next(cpu, insn);
}

/** cwd, cdq, cqo: the sign of the accumulator (`src`) fills rdx (`dst`). */
export function execCwd(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { src } = insn;
  const sign = (insn.size === 64 ? highOf(cpu, src) : signedLow(cpu, src)) >> 31;
  writeReg(cpu, insn.dst, sign, sign);
  return next(cpu, insn);
}

const RSP = REGFILE.gpr + 8;
const RBP = REGFILE.gpr + 10;

/** Moves rsp by a small number of bytes. */
export function moveStack(cpu: X86Cpu, byteLen: number): void {
  const { words } = cpu;
  const at = cpu.base + RSP;
  const lo = words[at] ?? 0;
  const sum = lo + byteLen;
  const wrapped = sum | 0;
  // A step down borrows where it leaves an upper half of 0, a step up carries where it enters one.
  if (byteLen < 0 && lo >= 0 && wrapped < 0) words[at + 1] = (words[at + 1] ?? 0) - 1;
  if (byteLen > 0 && lo < 0 && wrapped >= 0) words[at + 1] = (words[at + 1] ?? 0) + 1;
  words[at] = wrapped;
}

/** Stores a value below rsp and moves rsp; on a fault rsp is as before. */
export function pushValue(cpu: X86Cpu, lo: number, hi: number, byteLen: 2 | 8): boolean {
  const { memory, words, base } = cpu;
  moveStack(cpu, -byteLen);
  cpu.faultLo = words[base + RSP] ?? 0;
  cpu.faultHi = words[base + RSP + 1] ?? 0;
  memory.lo = byteLen === 8 ? lo : lo & 0xffff;
  memory.hi = byteLen === 8 ? hi : 0;
  if (memory.store(cpu.faultLo, cpu.faultHi, byteLen)) return true;
  moveStack(cpu, byteLen);
  return false;
}

/** Loads the value at rsp into the memory's `lo/hi` and moves rsp, unless it faults. */
export function popValue(cpu: X86Cpu, byteLen: 2 | 8): boolean {
  const { words, base } = cpu;
  cpu.faultLo = words[base + RSP] ?? 0;
  cpu.faultHi = words[base + RSP + 1] ?? 0;
  if (!cpu.memory.load(cpu.faultLo, cpu.faultHi, byteLen)) return false;
  moveStack(cpu, byteLen);
  return true;
}

function stackLen(insn: PreparedInsn): 2 | 8 {
  return insn.size === 16 ? 2 : 8;
}

export function execPush(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  if (!load(cpu, dst)) return X86_STOP.memory;
  const pushed = pushValue(cpu, lowOf(cpu, dst), highOf(cpu, dst), stackLen(insn));
  return pushed ? next(cpu, insn) : X86_STOP.memory;
}

/** The address of a memory operand is computed with the new rsp; `pop rsp` leaves what it read. */
export function execPop(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { dst } = insn;
  const byteLen = stackLen(insn);
  if (!popValue(cpu, byteLen)) return X86_STOP.memory;
  if (!write(cpu, dst, cpu.memory.lo, cpu.memory.hi)) {
    moveStack(cpu, -byteLen);
    return X86_STOP.memory;
  }
  return next(cpu, insn);
}

/** rsp = rbp, pop rbp (`dst`, which is bp with prefix 66). */
export function execLeave(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  const { words, base } = cpu;
  const oldLo = words[base + RSP] ?? 0;
  const oldHi = words[base + RSP + 1] ?? 0;
  words[base + RSP] = words[base + RBP] ?? 0;
  words[base + RSP + 1] = words[base + RBP + 1] ?? 0;
  if (!popValue(cpu, stackLen(insn))) {
    words[base + RSP] = oldLo;
    words[base + RSP + 1] = oldHi;
    return X86_STOP.memory;
  }
  writeReg(cpu, insn.dst, cpu.memory.lo, cpu.memory.hi);
  return next(cpu, insn);
}

/** SF, ZF, AF, PF and CF as lahf and sahf carry them in ah (`dst`). */
const LOW_FLAGS = FLAG.sf | FLAG.zf | FLAG.af | FLAG.pf | FLAG.cf;

/** Bit 1 of the flags always reads as 1. */
export function execLahf(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  writeReg(cpu, insn.dst, (flagsOf(cpu) & LOW_FLAGS) | 2, 0);
  return next(cpu, insn);
}

export function execSahf(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, LOW_FLAGS, lowOf(cpu, insn.dst));
  return next(cpu, insn);
}
