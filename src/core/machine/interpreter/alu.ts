// What arithmetic insns come to, on 64-bit values that are kept unsigned.
// Authority: RFC 9669, 4.1 to 4.3; ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1 and 6.6) for what a division does
// that the verifier did not guard.

import * as op from '../../bpf/index.ts';

/** One operation: operands and result are unsigned, of `width` bits. Null: #DE. */
type Alu = (dst: bigint, src: bigint, width: number) => bigint | null;

function signed(value: bigint, width: number): bigint {
  return BigInt.asIntN(width, value);
}

function shift(src: bigint, width: number): bigint {
  return src & BigInt(width - 1);
}

const UNSIGNED: Readonly<Record<number, Alu>> = {
  [op.BPF_ADD]: (dst, src) => dst + src,
  [op.BPF_SUB]: (dst, src) => dst - src,
  [op.BPF_MUL]: (dst, src) => dst * src,
  [op.BPF_DIV]: (dst, src) => (src === 0n ? null : dst / src),
  [op.BPF_MOD]: (dst, src) => (src === 0n ? null : dst % src),
  [op.BPF_OR]: (dst, src) => dst | src,
  [op.BPF_AND]: (dst, src) => dst & src,
  [op.BPF_XOR]: (dst, src) => dst ^ src,
  [op.BPF_LSH]: (dst, src, width) => dst << shift(src, width),
  [op.BPF_RSH]: (dst, src, width) => dst >> shift(src, width),
  [op.BPF_ARSH]: (dst, src, width) => signed(dst, width) >> shift(src, width),
  [op.BPF_NEG]: (dst) => -dst,
  [op.BPF_MOV]: (_dst, src) => src,
};

/** The smallest 64-bit number through -1 is more than idiv can say; in 32 bits the interpreter divides absolute values. */
function divides(dst: bigint, src: bigint, width: number): boolean {
  if (src === 0n) return false;
  return width !== 64 || signed(src, 64) !== -1n || dst !== 1n << 63n;
}

const SIGNED: Readonly<Record<number, Alu>> = {
  [op.BPF_DIV]: (dst, src, width) =>
    divides(dst, src, width) ? signed(dst, width) / signed(src, width) : null,
  [op.BPF_MOD]: (dst, src, width) =>
    divides(dst, src, width) ? signed(dst, width) % signed(src, width) : null,
};

/** The result of an ALU insn other than END, zero-extended; null: a division that traps. */
export function alu(code: number, off: number, dst: bigint, src: bigint): bigint | null {
  const width = (code & op.CLASS_MASK) === op.BPF_ALU64 ? 64 : 32;
  const what = code & op.OP_MASK;
  const isMove = what === op.BPF_MOV;
  // movsx: `off` is how many bits of the source count.
  const from = isMove && off !== 0 ? signed(src, off) : src;
  const run = (off === 1 ? SIGNED[what] : undefined) ?? UNSIGNED[what];
  const value = run?.(BigInt.asUintN(width, dst), BigInt.asUintN(width, from), width) ?? null;
  return value === null ? null : BigInt.asUintN(width, value);
}

/** The low `width` bits of a value with their bytes in reverse order. */
function swapBytes(value: bigint, width: number): bigint {
  let out = 0n;
  for (let bit = 0n; bit < width; bit += 8n) out = (out << 8n) | ((value >> bit) & 0xffn);
  return out;
}

/** END: to little endian (which cuts), to big endian, or (ALU64) whatever it was, swapped. */
export function endian(code: number, imm: number, dst: bigint): bigint {
  const swaps = (code & op.CLASS_MASK) === op.BPF_ALU64 || (code & op.BPF_X) !== 0;
  return swaps ? swapBytes(dst, imm) : BigInt.asUintN(imm, dst);
}

type Test = (dst: bigint, src: bigint, width: number) => boolean;

const TESTS: Readonly<Record<number, Test>> = {
  [op.BPF_JEQ]: (dst, src) => dst === src,
  [op.BPF_JNE]: (dst, src) => dst !== src,
  [op.BPF_JGT]: (dst, src) => dst > src,
  [op.BPF_JGE]: (dst, src) => dst >= src,
  [op.BPF_JLT]: (dst, src) => dst < src,
  [op.BPF_JLE]: (dst, src) => dst <= src,
  [op.BPF_JSET]: (dst, src) => (dst & src) !== 0n,
  [op.BPF_JSGT]: (dst, src, width) => signed(dst, width) > signed(src, width),
  [op.BPF_JSGE]: (dst, src, width) => signed(dst, width) >= signed(src, width),
  [op.BPF_JSLT]: (dst, src, width) => signed(dst, width) < signed(src, width),
  [op.BPF_JSLE]: (dst, src, width) => signed(dst, width) <= signed(src, width),
};

/** True if a conditional jump is taken. */
export function isTaken(code: number, dst: bigint, src: bigint): boolean {
  const width = (code & op.CLASS_MASK) === op.BPF_JMP32 ? 32 : 64;
  const test = TESTS[code & op.OP_MASK];
  return test?.(BigInt.asUintN(width, dst), BigInt.asUintN(width, src), width) ?? false;
}
