// What each register is for, and where the x86-64 JIT keeps it.
// Authority: RFC 9669 section 2 (calling convention); reg2hex in arch/x86/net/bpf_jit_comp.c, Linux 6.1.

import { REGISTER } from './symbols.ts';

/** 64-bit and 32-bit name on x86, by BPF register. */
const X86: readonly (readonly [wide: string, low: string])[] = [
  ['rax', 'eax'],
  ['rdi', 'edi'],
  ['rsi', 'esi'],
  ['rdx', 'edx'],
  ['rcx', 'ecx'],
  ['r8', 'r8d'],
  ['rbx', 'ebx'],
  ['r13', 'r13d'],
  ['r14', 'r14d'],
  ['r15', 'r15d'],
  ['rbp', 'ebp'],
];

function roleOf(num: number): string {
  if (num === 0) return 'result of calls and of the program';
  if (num === 1) return 'first argument of calls; the context when the program begins';
  if (num <= 5) return `argument ${num} of calls, which leave it without a value`;
  if (num <= 9) return 'callee saved: keeps its value across calls';
  return num === 10
    ? 'frame pointer, read only: the stack is r10 - 512 to r10 - 1'
    : 'not for programs';
}

/** One sentence on `r6` or `w6`; null for any other word. */
export function registerDoc(word: string): string | null {
  if (!REGISTER.test(word)) return null;
  const num = Number(word.slice(1));
  const isLow = word[0]?.toLowerCase() === 'w';
  const x86 = X86[num];
  const where = x86 === undefined ? '' : ` On x86: ${isLow ? x86[1] : x86[0]}.`;
  const role = roleOf(num);
  return isLow
    ? `${word}: the low 32 bits of r${num} (${role}). Writing it clears the upper half.${where}`
    : `${word}: ${role}.${where}`;
}

/** A few words on a register, for lists. */
export function registerDetail(word: string): string {
  const num = Number(word.slice(1));
  return `${roleOf(num)} (${X86[num]?.[word.startsWith('w') ? 1 : 0] ?? 'none'})`;
}
