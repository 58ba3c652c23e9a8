// Which x86 register holds which BPF register (reg2hex and its neighbours in
// arch/x86/net/bpf_jit_comp.c, Linux 6.1).

import { R8, R10, R11, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI } from '../x86/index.ts';

/** By BPF register number; 11 (AX) exists only inside the kernel. */
const X86_REG = Uint8Array.of(
  RAX, // r0
  RDI, // r1
  RSI, // r2
  RDX, // r3
  RCX, // r4
  R8, // r5
  RBX, // r6
  R13, // r7
  R14, // r8
  R15, // r9
  RBP, // r10, frame pointer
  R10, // AX
);

/** Hardware register of a BPF register. Throws on one that the verifier lets nobody use. */
export function x86Reg(bpfReg: number): number {
  return X86_REG[bpfReg] ?? noSuchReg(bpfReg);
}

function noSuchReg(bpfReg: number): never {
  throw new Error(`invariant broken: BPF register ${bpfReg}`);
}

/** Scratch register of the JIT itself (AUX_REG). */
export const AUX_REG = R11;

/** BPF registers that x86 calls preserve, in push order. */
export const CALLEE_SAVED = [6, 7, 8, 9] as const;
