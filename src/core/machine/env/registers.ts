// The register file in a state's words, and what a run finds in the registers when it begins.
// Authority: System V x86-64 ABI (callee-saved registers), Linux 6.1 bpf_dispatcher_nop_func
// (rdi = context, rsi = insns).

import { REGFILE } from '../../x86/index.ts';

export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R10 = 10;
const R11 = 11;

/** Names by number, as the encoding counts. */
export const GPR_NAMES: readonly string[] =
  'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');

/** rbx, rbp, r12 to r15. */
export const CALLEE_SAVED: readonly number[] = [3, RBP, 12, 13, 14, 15];
/** What a called function may leave anything in, but for rax. */
const CALLER_SAVED: readonly number[] = [RCX, RDX, RSI, RDI, R8, 9, R10, R11];

/** High words of made-up values: not canonical, so that using one as an address faults. */
const SAFE = 0x5afe5afe;
const JUNK = 0x0bad0bad;

function wordOf(regBase: number, reg: number): number {
  return regBase + REGFILE.gpr + 2 * reg;
}

export function readReg(words: Int32Array, regBase: number, reg: number): bigint {
  const word = wordOf(regBase, reg);
  const hi = BigInt.asUintN(32, BigInt(words[word + 1] ?? 0));
  return (hi << 32n) | BigInt.asUintN(32, BigInt(words[word] ?? 0));
}

export function writeReg(words: Int32Array, regBase: number, reg: number, value: bigint): void {
  writeQuad(words, wordOf(regBase, reg), value);
}

export function writeQuad(words: Int32Array, word: number, value: bigint): void {
  words[word] = Number(BigInt.asIntN(32, value));
  words[word + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

/** Fills all but rsp, rdi and rsi: callee-saved registers with what has to come back. */
export function fillRegisters(words: Int32Array, regBase: number): void {
  for (let reg = 0; reg < GPR_NAMES.length; reg++) {
    const word = wordOf(regBase, reg);
    words[word] = reg;
    words[word + 1] = CALLEE_SAVED.includes(reg) ? SAFE : JUNK;
  }
}

/** True if a callee-saved register holds what `fillRegisters` put there. */
export function isAsFilled(words: Int32Array, regBase: number, reg: number): boolean {
  const word = wordOf(regBase, reg);
  return words[word] === reg && words[word + 1] === SAFE;
}

/** Overwrites what a kernel function may overwrite. */
export function clobber(words: Int32Array, regBase: number): void {
  for (const reg of CALLER_SAVED) {
    const word = wordOf(regBase, reg);
    words[word] = reg;
    words[word + 1] = JUNK;
  }
}
