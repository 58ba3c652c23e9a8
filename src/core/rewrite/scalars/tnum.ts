// Tracked numbers: what is known of each bit of a 64-bit value. A bit is known when its mask bit is 0;
// its value is then in `value` (whose bits are 0 wherever `mask` has 1).
// Authority: kernel/bpf/tnum.c, Linux 6.1; the algebra is from Vishwanathan et al., "Sound, Precise, and
// Fast Abstract Interpretation with Tristate Numbers" (CGO 2022).

import { u64 } from '../../base/index.ts';

export interface Tnum {
  readonly value: bigint;
  readonly mask: bigint;
}

export const U64_MAX = (1n << 64n) - 1n;
const LOW32 = 0xffff_ffffn;

export const TNUM_UNKNOWN: Tnum = { value: 0n, mask: U64_MAX };

export function tnumConst(value: bigint): Tnum {
  return { value: u64(value), mask: 0n };
}

/** Everything that is certain about a value between `min` and `max`, both unsigned. */
export function tnumRange(min: bigint, max: bigint): Tnum {
  const differing = min ^ max;
  if (differing === 0n) return { value: min, mask: 0n };
  const high = Number(differing >> 32n);
  const bits = high === 0 ? 32 - Math.clz32(Number(differing)) : 64 - Math.clz32(high);
  if (bits > 63) return TNUM_UNKNOWN;
  const delta = (1n << BigInt(bits)) - 1n;
  return { value: min & ~delta, mask: delta };
}

export function tnumAdd(a: Tnum, b: Tnum): Tnum {
  const masks = u64(a.mask + b.mask);
  const values = u64(a.value + b.value);
  const carries = u64(masks + values) ^ values;
  const mask = carries | a.mask | b.mask;
  return { value: values & ~mask, mask };
}

export function tnumSub(a: Tnum, b: Tnum): Tnum {
  const values = u64(a.value - b.value);
  const borrows = u64(values + a.mask) ^ u64(values - b.mask);
  const mask = borrows | a.mask | b.mask;
  return { value: values & ~mask, mask };
}

export function tnumAnd(a: Tnum, b: Tnum): Tnum {
  const value = a.value & b.value;
  return { value, mask: (a.value | a.mask) & (b.value | b.mask) & ~value };
}

export function tnumOr(a: Tnum, b: Tnum): Tnum {
  const value = a.value | b.value;
  return { value, mask: (a.mask | b.mask) & ~value };
}

export function tnumXor(a: Tnum, b: Tnum): Tnum {
  const mask = a.mask | b.mask;
  return { value: (a.value ^ b.value) & ~mask, mask };
}

/** Anything times `b`: only its trailing zeros are known. What the long way below would find. */
function multipleOf(b: Tnum): Tnum {
  const maybe = b.value | b.mask;
  return { value: 0n, mask: u64(-(maybe & -maybe)) };
}

/** Long multiplication: known products summed apart from the uncertainty of each bit of `a`. */
export function tnumMul(a: Tnum, b: Tnum): Tnum {
  if (a.mask === U64_MAX) return multipleOf(b);
  const product = u64(a.value * b.value);
  let uncertain: Tnum = { value: 0n, mask: 0n };
  let left = a;
  let right = b;
  while (left.value !== 0n || left.mask !== 0n) {
    if ((left.value & 1n) === 1n) uncertain = tnumAdd(uncertain, { value: 0n, mask: right.mask });
    else if ((left.mask & 1n) === 1n) {
      uncertain = tnumAdd(uncertain, { value: 0n, mask: right.value | right.mask });
    }
    left = tnumRsh(left, 1);
    right = tnumLsh(right, 1);
  }
  return tnumAdd({ value: product, mask: 0n }, uncertain);
}

export function tnumLsh(a: Tnum, shift: number): Tnum {
  const by = BigInt(shift);
  return { value: u64(a.value << by), mask: u64(a.mask << by) };
}

export function tnumRsh(a: Tnum, shift: number): Tnum {
  const by = BigInt(shift);
  return { value: a.value >> by, mask: a.mask >> by };
}

/** Arithmetic shift of the low `bits` (32 or 64); the result of 32 bits is zero-extended. */
export function tnumArsh(a: Tnum, shift: number, bits: 32 | 64): Tnum {
  const by = BigInt(shift);
  return {
    value: BigInt.asUintN(bits, BigInt.asIntN(bits, a.value) >> by),
    mask: BigInt.asUintN(bits, BigInt.asIntN(bits, a.mask) >> by),
  };
}

/** What both say together; they must not contradict each other. */
export function tnumIntersect(a: Tnum, b: Tnum): Tnum {
  if (b.mask === U64_MAX) return a;
  const mask = a.mask & b.mask;
  return { value: (a.value | b.value) & ~mask, mask };
}

/** The low `bytes` bytes, the rest zero. */
export function tnumCast(a: Tnum, bytes: number): Tnum {
  const low = (1n << BigInt(8 * bytes)) - 1n;
  return { value: a.value & low, mask: a.mask & low };
}

function swapBytes(value: bigint, bytes: number): bigint {
  let swapped = 0n;
  for (let byte = 0n; byte < BigInt(bytes); byte++)
    swapped = (swapped << 8n) | ((value >> (8n * byte)) & 0xffn);
  return swapped;
}

/** The low `bytes` bytes in the other order, the rest zero. */
export function tnumSwap(a: Tnum, bytes: number): Tnum {
  return { value: swapBytes(a.value, bytes), mask: swapBytes(a.mask, bytes) };
}

export function tnumSubreg(a: Tnum): Tnum {
  return { value: a.value & LOW32, mask: a.mask & LOW32 };
}

export function tnumClearSubreg(a: Tnum): Tnum {
  return { value: a.value & ~LOW32, mask: a.mask & ~LOW32 };
}

export function tnumIsConst(a: Tnum): boolean {
  return a.mask === 0n;
}

export function tnumSubregIsConst(a: Tnum): boolean {
  return (a.mask & LOW32) === 0n;
}

/** A number that is in `a` or in `b`. */
function tnumUnion(a: Tnum, b: Tnum): Tnum {
  const mask = (a.value ^ b.value) | a.mask | b.mask;
  return { value: a.value & b.value & ~mask, mask };
}

/** Long multiplication, either way for each unknown bit of `a` (6.18 on). */
export function tnumMulByUnion(a: Tnum, b: Tnum): Tnum {
  if (a.mask === U64_MAX) return multipleOf(b);
  let product: Tnum = { value: 0n, mask: 0n };
  let right = b;
  for (let { value, mask } = a; (value | mask) !== 0n; value >>= 1n, mask >>= 1n) {
    if ((value & 1n) === 1n) product = tnumAdd(product, right);
    else if ((mask & 1n) === 1n) product = tnumUnion(product, tnumAdd(product, right));
    right = tnumLsh(right, 1);
  }
  return product;
}

/** True if some number is in both. */
export function tnumOverlap(a: Tnum, b: Tnum): boolean {
  const known = ~a.mask & ~b.mask;
  return (a.value & known) === (b.value & known);
}

/** The highest bit that is known and differs from that of `number`, or -1n. */
function highestDiffering({ value, mask }: Tnum, number: bigint): bigint {
  const differing = (number ^ value) & ~mask;
  return differing === 0n ? -1n : BigInt(differing.toString(2).length - 1);
}

/** `tnum_step`: the smallest number of `a` above `above`, or the largest of all if there is none. */
export function tnumStep(a: Tnum, above: bigint): bigint {
  const { value, mask } = a;
  const top = value | mask;
  if (above >= top) return top;
  const from = above + 1n;
  const bit = highestDiffering(a, from);
  if (bit < 0n) return from;
  const upper = U64_MAX & ~((1n << (bit + 1n)) - 1n);
  // Where the known bit is 1, zeroes below it do; where it is 0, the unknown bits above must count on.
  if ((value >> bit) & 1n) return value | (from & mask & upper);
  return value | ((((from | ~mask) & upper) + (1n << (bit + 1n))) & mask & upper);
}

/** True if every value of `b` is a value of `a`. */
export function tnumIn(a: Tnum, b: Tnum): boolean {
  return (b.mask & ~a.mask) === 0n && a.value === (b.value & ~a.mask);
}

/** True if a value of `a` may be a multiple of `size` for certain. */
export function tnumIsAligned(a: Tnum, size: number): boolean {
  return ((a.value | a.mask) & BigInt(size - 1)) === 0n;
}

/** As the verifier's log prints it. */
export function tnumText(a: Tnum): string {
  return `(0x${a.value.toString(16)}; 0x${a.mask.toString(16)})`;
}
