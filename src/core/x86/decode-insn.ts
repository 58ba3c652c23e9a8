// What a decoded x86-64 instruction is: a value that says what to do (for execution), how it is
// spelled (for printing) and which byte means what (for explanations).
// Authority: Intel SDM vol. 2A, chapter 2 (instruction format) and appendix A (opcode maps).
// Not modelled: x87, MMX, SSE, AVX, EVEX, system instructions beyond those in decode-rows.ts,
// modes other than 64-bit. Their bytes decode as X86Bad.

import type { X86Op } from './decode-rows.ts';

/** Encoding field of a byte, in the order in which fields follow each other. */
export const ENCODING_FIELDS = ['prefix', 'rex', 'opcode', 'modrm', 'sib', 'disp', 'imm'] as const;
export type EncodingField = (typeof ENCODING_FIELDS)[number];

/** Width of an operand in bits; 128 only for cmpxchg16b, 0 where memory is not accessed (lea). */
export type BitSize = 0 | 8 | 16 | 32 | 64 | 128;

export type Segment = 'es' | 'cs' | 'ss' | 'ds' | 'fs' | 'gs';

/** General register `num` (0 rax, 1 rcx, ... 15 r15). `high`: ah, ch, dh, bh as num 0..3. */
export interface RegOperand {
  readonly kind: 'reg';
  readonly num: number;
  readonly size: BitSize;
  readonly high: boolean;
}

export interface SegmentOperand {
  readonly kind: 'sreg';
  readonly segment: Segment;
}

/**
 * Memory at `segment: base + index * scale + disp`. `base` and `index` are register numbers or
 * null. With `ripRelative` the base is the address of the next instruction. `addrSize` 32 (prefix
 * 67) cuts the sum to 32 bits. Of the segment prefixes only fs and gs count in 64-bit mode.
 */
export interface MemOperand {
  readonly kind: 'mem';
  readonly size: BitSize;
  readonly base: number | null;
  readonly index: number | null;
  readonly scale: 1 | 2 | 4 | 8;
  /** Signed, -2^31..2^31-1. */
  readonly disp: number;
  /** Encoded width of the displacement in bytes: 0, 1 or 4. */
  readonly dispLen: number;
  readonly segment: 'fs' | 'gs' | null;
  readonly ripRelative: boolean;
  readonly addrSize: 32 | 64;
}

/** Memory at the absolute 64-bit address `hi:lo` (movabs). */
export interface MoffsOperand {
  readonly kind: 'moffs';
  readonly size: BitSize;
  readonly lo: number;
  readonly hi: number;
  readonly segment: 'fs' | 'gs' | null;
}

/**
 * Constant, as a signed 32-bit pair `hi:lo` of the 64-bit value; the insn uses its low `size` bits.
 * `signed`: it was sign extended from `byteLen` bytes. `byteLen` 0: implied (shift by one).
 */
export interface ImmOperand {
  readonly kind: 'imm';
  readonly lo: number;
  readonly hi: number;
  readonly size: BitSize;
  readonly byteLen: number;
  readonly signed: boolean;
}

/** Branch target: address of the next instruction plus `rel` (signed, in bytes). */
export interface RelOperand {
  readonly kind: 'rel';
  readonly rel: number;
  readonly byteLen: number;
}

export type X86Operand =
  | RegOperand
  | SegmentOperand
  | MemOperand
  | MoffsOperand
  | ImmOperand
  | RelOperand;

/** Prefixes in force. Ignored and repeated ones are in `bytes` only. */
export interface X86Prefixes {
  readonly lock: boolean;
  /** F2 or F3, the last one given, unless it is part of the opcode (pause, popcnt, ...). */
  readonly rep: 'repz' | 'repnz' | null;
  /** 66 is present. */
  readonly opSize: boolean;
  /** 67 is present. */
  readonly addrSize: boolean;
  readonly segment: 'fs' | 'gs' | null;
  /** The REX byte in force (40..4f), or 0. */
  readonly rex: number;
  readonly vex: boolean;
}

export interface X86Insn {
  readonly kind: 'insn';
  /** Stable key of what it does; conditional families have one key and a `cc`. */
  readonly op: X86Op;
  /** Condition 0..15 of jcc, setcc, cmovcc (SDM vol. 1, appendix B); -1 for the others. */
  readonly cc: number;
  /** Operand size in bits. */
  readonly size: BitSize;
  /** Intel order: destination first. Implied operands of one-operand mul, cqo, leave are left out. */
  readonly operands: readonly X86Operand[];
  readonly prefixes: X86Prefixes;
  /** Row of the opcode table. */
  readonly formIdx: number;
  /** Bytes, 1..15; a copy, so that a later poke does not change it. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The ModRM and SIB byte, or -1. */
  readonly modrm: number;
  readonly sib: number;
  /** Index into ENCODING_FIELDS for each byte. VEX bytes count as prefix. */
  readonly fields: Uint8Array;
}

/** A byte that starts no known instruction, or an instruction that the end cuts off. */
export interface X86Bad {
  readonly kind: 'bad';
  readonly bytes: Uint8Array;
  readonly length: 1;
  readonly fields: Uint8Array;
}

/** The 64-bit value of a constant or absolute address, 0..2^64-1. */
export function pairValue(pair: { readonly lo: number; readonly hi: number }): bigint {
  return (BigInt(pair.hi >>> 0) << 32n) | BigInt(pair.lo >>> 0);
}
