// Registers and flags as rows: x86 and BPF name, value, and whether the last move changed it.

import { type CpuState, GPRS } from '../../core/machine/index.ts';
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

/** Where BPF registers live (reg2hex of the kernel's JIT), R0 to R10 and AX; then the rest. */
const ORDER = [
  ['rax', 'R0'],
  ['rdi', 'R1'],
  ['rsi', 'R2'],
  ['rdx', 'R3'],
  ['rcx', 'R4'],
  ['r8', 'R5'],
  ['rbx', 'R6'],
  ['r13', 'R7'],
  ['r14', 'R8'],
  ['r15', 'R9'],
  ['rbp', 'R10'],
  ['r10', 'AX'],
  ['rsp', ''],
  ['r9', ''],
  ['r11', ''],
  ['r12', ''],
] as const satisfies readonly (readonly [(typeof GPRS)[number], string])[];

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
  return ORDER.find(([name]) => name === register)?.[1] ?? '';
}

export function registerRows(state: CpuState, before: CpuState | null): RegisterRow[] {
  return ORDER.map(([name, bpf]) => {
    const reg = GPRS.indexOf(name);
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
