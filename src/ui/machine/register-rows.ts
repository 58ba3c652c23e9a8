// Registers and flags as rows: x86 and BPF name, value, and whether the last move changed it.

import type { CpuState } from '../../core/machine/index.ts';
import { FLAG } from '../../core/x86/index.ts';

export interface RegisterRow {
  readonly name: string;
  /** BPF register that lives here; '' for the others. */
  readonly bpf: string;
  readonly value: string;
  /** Value before the last move, where it was another one. */
  readonly was: string | null;
}

export interface FlagRow {
  readonly letters: string;
  readonly word: string;
  readonly isSet: boolean;
  readonly changed: boolean;
}

/** Name, number in the encoding, and BPF register (reg2hex of the kernel's JIT): R0 to R10 and AX, then the rest. */
const ORDER = [
  ['rax', 0, 'R0'],
  ['rdi', 7, 'R1'],
  ['rsi', 6, 'R2'],
  ['rdx', 2, 'R3'],
  ['rcx', 1, 'R4'],
  ['r8', 8, 'R5'],
  ['rbx', 3, 'R6'],
  ['r13', 13, 'R7'],
  ['r14', 14, 'R8'],
  ['r15', 15, 'R9'],
  ['rbp', 5, 'R10'],
  ['r10', 10, 'AX'],
  ['rsp', 4, ''],
  ['r9', 9, ''],
  ['r11', 11, ''],
  ['r12', 12, ''],
] as const;

const FLAG_WORDS = [
  ['CF', FLAG.cf, 'carry'],
  ['PF', FLAG.pf, 'parity'],
  ['AF', FLAG.af, 'adjust'],
  ['ZF', FLAG.zf, 'zero'],
  ['SF', FLAG.sf, 'sign'],
  ['OF', FLAG.of, 'overflow'],
] as const;

const WIDE = 1n << 32n;

/** `0x2a` for small values; kernel addresses and the like as all 16 digits. */
export function hexValue(value: bigint): string {
  return value < WIDE ? `0x${value.toString(16)}` : value.toString(16).padStart(16, '0');
}

/** The BPF name of an x86 register; '' for one that has none. */
export function bpfName(register: string): string {
  return ORDER.find(([name]) => name === register)?.[2] ?? '';
}

export function registerRows(state: CpuState, before: CpuState | null): RegisterRow[] {
  return ORDER.map(([name, reg, bpf]) => {
    const value = hexValue(state.regs[reg] ?? 0n);
    const old = before ? hexValue(before.regs[reg] ?? 0n) : value;
    return { name, bpf, value, was: old === value ? null : old };
  });
}

export function flagRows(state: CpuState, before: CpuState | null): FlagRow[] {
  return FLAG_WORDS.map(([letters, bit, word]) => ({
    letters,
    word,
    isSet: (state.flags & bit) !== 0,
    changed: before !== null && ((state.flags ^ before.flags) & bit) !== 0,
  }));
}
