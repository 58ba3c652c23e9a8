// The shape of a lowering: one per insn class, entered under the opcode bytes that it knows.

import type { Insn } from '../bpf/index.ts';
import type { FuncEmitter } from './emitter.ts';

/**
 * Emits the code of `insn`. `slot` counts from the start of the function; `next` is the second
 * slot of ld_imm64. Faults go to the emitter.
 */
export type Lowering = (e: FuncEmitter, insn: Insn, slot: number, next: Insn | undefined) => void;

/** Opcode bytes and how they are lowered. */
export type LoweringRows = readonly (readonly [codes: readonly number[], lowering: Lowering])[];

/** Every sum of one value of `a` and one of `b`. */
export function combine(a: readonly number[], b: readonly number[]): number[] {
  return a.flatMap((x) => b.map((y) => x | y));
}
