// x86 registers by what the JIT keeps in them.
// Authority: reg2hex and its neighbours in arch/x86/net/bpf_jit_comp.c, Linux 6.1.

/** By x86 register number. */
const BPF_REGS: readonly (string | null)[] = [
  'R0', // rax
  'R4', // rcx
  'R3', // rdx
  'R6', // rbx
  null, // rsp
  'R10', // rbp
  'R2', // rsi
  'R1', // rdi
  'R5', // r8
  null, // r9
  'the spare AX', // r10
  'JIT scratch', // r11
  null, // r12
  'R7', // r13
  'R8', // r14
  'R9', // r15
];

const LEGACY = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'];

/** `R7` for 13; null where BPF has none. */
export function bpfReg(num: number): string | null {
  return BPF_REGS[num] ?? null;
}

/** Number of a general register by any of its names: 13 for `r13d`; -1 for none. */
export function regNumber(name: string): number {
  const numbered = /^r(8|9|1[0-5])[dwb]?$/.exec(name)?.[1];
  if (numbered !== undefined) return Number(numbered);
  return LEGACY.findIndex((word) =>
    [word, `r${word}`, `e${word}`, `${word}l`, `${word[0]}l`].includes(name),
  );
}

/** `r13 (R7)`, or the name alone where BPF has no such register. */
export function withBpfReg(name: string): string {
  const bpf = bpfReg(regNumber(name));
  return bpf === null ? name : `${name} (${bpf})`;
}
