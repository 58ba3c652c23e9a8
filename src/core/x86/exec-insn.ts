// What an instruction is prepared to before it runs: operands resolved to places, one handler.
// Authority: Intel SDM vol. 1, 3.7 (operand addressing); vol. 2A, 2.2.1 (REX, rip-relative).

import type { AccessLen, X86Cpu, X86Stop } from './exec-cpu.ts';

export const OPERAND_NONE = 0;
export const OPERAND_REG = 1;
export const OPERAND_MEM = 2;
export const OPERAND_IMM = 3;

/** Runs one prepared instruction. On a stop, nothing but `fault` of the processor has changed. */
export type ExecHandler = (cpu: X86Cpu, insn: PreparedInsn) => X86Stop;

/**
 * One operand. All kinds share one shape, so that reading one takes no look-up: word numbers count
 * from the start of the register file, and what a kind does not use is 0 (word numbers: -1).
 */
export interface PreparedOperand {
  readonly kind: number;
  /** Width in bits, 8 to 64; 0 where memory is not accessed (lea). */
  readonly size: number;
  /** Register: its low word. Memory: the low word of the base register, or -1. */
  readonly word: number;
  /** Register: where the value starts in the word, 8 for ah to bh. */
  readonly shift: number;
  /** Bits of the low word that belong to the value. */
  readonly mask: number;
  /** How far left a value of up to 32 bits moves until its top bit is bit 31. */
  readonly lift: number;
  /** Constant, or displacement, as a pair of signed words. */
  readonly lo: number;
  readonly hi: number;
  /** Memory: low word of the index register, or -1, and how far left its value moves. */
  readonly indexWord: number;
  readonly scaleShift: number;
  readonly byteLen: AccessLen;
  /** Memory: 1 when the base of gs counts. */
  readonly gs: 0 | 1;
  /** Memory: 1 when the sum is cut to 32 bits. */
  readonly addr32: 0 | 1;
}

/** Where rip may go: `none` is the next insn. Conditional branches count as `jump`. */
export type X86Control =
  | 'none'
  | 'jump'
  | 'call'
  | 'ret'
  | 'indirect-jump'
  | 'indirect-call'
  | 'int3';

/**
 * An instruction ready to run on any processor, any number of times and at any address: what
 * depends on rip is computed as it runs. `dst`, `src` and `third` are the operands in Intel's order.
 */
export interface PreparedInsn {
  readonly run: ExecHandler;
  /** Bytes, 1..15. */
  readonly length: number;
  readonly control: X86Control;
  /** Direct branches: target minus the address of the next insn, in bytes; else 0. */
  readonly rel: number;
  /** Condition 0..15 of conditional families, else -1. */
  readonly cc: number;
  /** Operand size in bits. */
  readonly size: number;
  readonly dst: PreparedOperand;
  readonly src: PreparedOperand;
  readonly third: PreparedOperand;
}
