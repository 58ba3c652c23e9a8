// What a comparison with a constant says, up to 6.7: which way it must go, and what holds on each side.
// Authority: is_branch{32,64}_taken, reg_set_min_max and reg_combine_min_max of Linux 6.1 and 6.6.

import * as op from '../../bpf/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { combine32Into64, combine64Into32 } from './casts.ts';
import { syncBounds } from './deduce.ts';
import { Scalar, scalarConst, unbound32, unbound64 } from './scalar.ts';
import {
  type Tnum,
  tnumAnd,
  tnumClearSubreg,
  tnumConst,
  tnumIntersect,
  tnumOr,
  tnumSubreg,
  U64_MAX,
} from './tnum.ts';

/** Jump operations by what must be swapped or negated. */
const SIGNED = new Set([op.BPF_JSGT, op.BPF_JSGE, op.BPF_JSLT, op.BPF_JSLE]);

interface Interval {
  readonly min: bigint;
  readonly max: bigint;
}

function interval(scalar: Scalar, signed: boolean, jmp32: boolean): Interval {
  if (jmp32) {
    return signed
      ? { min: BigInt(scalar.s32min), max: BigInt(scalar.s32max) }
      : { min: BigInt(scalar.u32min), max: BigInt(scalar.u32max) };
  }
  return signed ? { min: scalar.smin, max: scalar.smax } : { min: scalar.umin, max: scalar.umax };
}

function wrap(value: bigint, signed: boolean, jmp32: boolean): bigint {
  const bits = jmp32 ? 32 : 64;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/** Decides `>`, `>=`, `<`, `<=` from an interval. */
function compare(
  range: Interval,
  value: bigint,
  operation: number,
  rules: NumberRules,
): boolean | null {
  // Not greater than itself: 5.9 saw that of unsigned numbers only.
  if (operation === op.BPF_JSGT && range.max === value && !rules.signedMaxDecides) return null;
  switch (operation) {
    case op.BPF_JGT:
    case op.BPF_JSGT:
      return range.min > value ? true : range.max <= value ? false : null;
    case op.BPF_JGE:
    case op.BPF_JSGE:
      return range.min >= value ? true : range.max < value ? false : null;
    case op.BPF_JLT:
    case op.BPF_JSLT:
      return range.max < value ? true : range.min >= value ? false : null;
    default:
      return range.max <= value ? true : range.min > value ? false : null;
  }
}

function compareBits(bits: Tnum, value: bigint, operation: number): boolean | null {
  if (operation === op.BPF_JSET) {
    if ((bits.value & value) !== 0n) return true;
    return ((bits.value | bits.mask) & value) === 0n ? false : null;
  }
  if (bits.mask !== 0n) return null;
  return (bits.value === value) === (operation === op.BPF_JEQ);
}

/** From 6.4 on a number outside the interval cannot be equal. */
function decideEquality(range: Interval, value: bigint, operation: number): boolean | null {
  if (operation === op.BPF_JSET || (value >= range.min && value <= range.max)) return null;
  return operation === op.BPF_JNE;
}

/** True or false if the jump certainly is or is not taken, else null. `value` is the constant. */
export function branchTaken(
  scalar: Scalar,
  value: bigint,
  operation: number,
  jmp32: boolean,
  rules: NumberRules,
): boolean | null {
  if (operation === op.BPF_JEQ || operation === op.BPF_JNE || operation === op.BPF_JSET) {
    const bits = jmp32 ? tnumSubreg(scalar.bits) : scalar.bits;
    const constant = wrap(value, false, jmp32);
    const byBits = compareBits(bits, constant, operation);
    if (byBits !== null || !rules.comparesRanges) return byBits;
    return decideEquality(interval(scalar, false, jmp32), constant, operation);
  }
  const signed = SIGNED.has(operation);
  return compare(interval(scalar, signed, jmp32), wrap(value, signed, jmp32), operation, rules);
}

/** What is known of a compared number on either side of the jump. */
export interface Sides {
  readonly taken: Scalar;
  readonly fallthrough: Scalar;
}

interface Limit {
  readonly min?: bigint;
  readonly max?: bigint;
}

function limitUnsigned64(scalar: Scalar, limit: Limit): void {
  if (limit.min !== undefined && limit.min > scalar.umin) scalar.umin = limit.min;
  if (limit.max !== undefined && limit.max < scalar.umax) scalar.umax = limit.max;
}

function limitSigned64(scalar: Scalar, limit: Limit): void {
  if (limit.min !== undefined && limit.min > scalar.smin) scalar.smin = limit.min;
  if (limit.max !== undefined && limit.max < scalar.smax) scalar.smax = limit.max;
}

function limitUnsigned32(scalar: Scalar, limit: Limit): void {
  if (limit.min !== undefined) scalar.u32min = Math.max(scalar.u32min, Number(limit.min));
  if (limit.max !== undefined) scalar.u32max = Math.min(scalar.u32max, Number(limit.max));
}

function limitSigned32(scalar: Scalar, limit: Limit): void {
  if (limit.min !== undefined) scalar.s32min = Math.max(scalar.s32min, Number(limit.min));
  if (limit.max !== undefined) scalar.s32max = Math.min(scalar.s32max, Number(limit.max));
}

const LIMIT = {
  signed: { narrow: limitSigned32, wide: limitSigned64 },
  unsigned: { narrow: limitUnsigned32, wide: limitUnsigned64 },
} as const;

/** Limits on the taken and on the other side for `reg OP value`. Arithmetic wraps as the kernel's does. */
function limitsOf(
  operation: number,
  value: bigint,
  step: (value: bigint) => bigint,
): [Limit, Limit] {
  switch (operation) {
    case op.BPF_JGT:
    case op.BPF_JSGT:
      return [{ min: step(value + 1n) }, { max: value }];
    case op.BPF_JGE:
    case op.BPF_JSGE:
      return [{ min: value }, { max: step(value - 1n) }];
    case op.BPF_JLT:
    case op.BPF_JSLT:
      return [{ max: step(value - 1n) }, { min: value }];
    default:
      return [{ max: value }, { min: step(value + 1n) }];
  }
}

function learnOrder(sides: Sides, value: bigint, operation: number, jmp32: boolean): void {
  const signed = SIGNED.has(operation);
  const constant = wrap(value, signed, jmp32);
  const [taken, other] = limitsOf(operation, constant, (raw) => wrap(raw, signed, jmp32));
  const limit = LIMIT[signed ? 'signed' : 'unsigned'][jmp32 ? 'narrow' : 'wide'];
  limit(sides.taken, taken);
  limit(sides.fallthrough, other);
}

function know(scalar: Scalar, value: bigint, jmp32: boolean): void {
  if (!jmp32) {
    Object.assign(scalar, scalarConst(value));
    return;
  }
  const low = Number(BigInt.asUintN(32, value));
  scalar.u32min = scalar.u32max = low;
  scalar.s32min = scalar.s32max = low | 0;
  scalar.bits = tnumOr(tnumClearSubreg(scalar.bits), tnumConst(BigInt(low)));
}

function learnBits(sides: Sides, value: bigint, jmp32: boolean, rules: NumberRules): void {
  const constant = wrap(value, false, jmp32);
  const all = jmp32 ? 0xffff_ffffn : U64_MAX;
  const keepUpper = jmp32 ? tnumConst(U64_MAX - 0xffff_ffffn) : tnumConst(0n);
  // Not taken: all tested bits are 0. Taken: the bit is 1, if only one was tested.
  const cleared = tnumConst((~constant & all) | keepUpper.value);
  // On a dead branch the intervals would contradict.
  if (rules.clearBitsForgets) {
    unbound64(sides.fallthrough);
    unbound32(sides.fallthrough);
  }
  sides.fallthrough.bits = tnumAnd(sides.fallthrough.bits, cleared);
  const single = constant !== 0n && (constant & (constant - 1n)) === 0n;
  if (single) sides.taken.bits = tnumOr(sides.taken.bits, tnumConst(constant));
}

/** `reg_set_min_max`: what `scalar OP value` teaches about `scalar` on each side. */
export function learnFromBranch(
  scalar: Scalar,
  value: bigint,
  operation: number,
  jmp32: boolean,
  rules: NumberRules,
): Sides {
  const sides = { taken: scalar.clone(), fallthrough: scalar.clone() };
  if (operation === op.BPF_JEQ) know(sides.taken, value, jmp32);
  else if (operation === op.BPF_JNE) know(sides.fallthrough, value, jmp32);
  else if (operation === op.BPF_JSET) learnBits(sides, value, jmp32, rules);
  else learnOrder(sides, value, operation, jmp32);
  const combine = jmp32 ? combine32Into64 : combine64Into32;
  combine(sides.taken, rules);
  combine(sides.fallthrough, rules);
  return sides;
}

const MIRRORED: Readonly<Record<number, number>> = {
  [op.BPF_JGT]: op.BPF_JLT,
  [op.BPF_JGE]: op.BPF_JLE,
  [op.BPF_JLT]: op.BPF_JGT,
  [op.BPF_JLE]: op.BPF_JGE,
  [op.BPF_JSGT]: op.BPF_JSLT,
  [op.BPF_JSGE]: op.BPF_JSLE,
  [op.BPF_JSLT]: op.BPF_JSGT,
  [op.BPF_JSLE]: op.BPF_JSGE,
};

/** The operation that says the same with its operands swapped. */
export function mirrored(operation: number): number {
  return MIRRORED[operation] ?? operation;
}

/** `__reg_combine_min_max`: two numbers that are equal share what is known of either. */
export function intersect(a: Scalar, b: Scalar, rules: NumberRules): Scalar {
  const both = new Scalar();
  both.umin = a.umin > b.umin ? a.umin : b.umin;
  both.umax = a.umax < b.umax ? a.umax : b.umax;
  both.smin = a.smin > b.smin ? a.smin : b.smin;
  both.smax = a.smax < b.smax ? a.smax : b.smax;
  both.s32min = a.s32min;
  both.s32max = a.s32max;
  both.u32min = a.u32min;
  both.u32max = a.u32max;
  both.bits = tnumIntersect(a.bits, b.bits);
  syncBounds(both, rules);
  return both;
}
