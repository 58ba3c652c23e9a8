// Names for numbers that must not be mixed. 64-bit values are bigint, kept in 0..2^64-1.

/** Index of an 8-byte BPF insn slot within a program (ld_imm64 takes two slots). */
export type InsnIdx = number;

/** Offset in bytes within one function's image. */
export type ByteOff = number;

/** Kernel virtual address, 0..2^64-1. */
export type Addr = bigint;

/** `value` modulo 2^64. */
export function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** The low 64 bits of `value` read as two's complement. */
export function s64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** True if `value` is a signed 32-bit integer. */
export function isS32(value: number): boolean {
  return value === (value | 0);
}
