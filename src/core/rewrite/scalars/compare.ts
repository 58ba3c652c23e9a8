// What a comparison of two numbers says, from 6.8 on: which way it must go, and what holds of both on each side.
// Authority: is_scalar_branch_taken, regs_refine_cond_op and reg_set_min_max of kernel/bpf/verifier.c, Linux 6.12,
// 6.19 and 7.1.

import * as op from '../../bpf/index.ts';
import type { NumberRules } from '../../kernel/index.ts';
import { contradicts, syncBounds, unboundContradiction } from './deduce.ts';
import { type Scalar, unbound32, unbound64 } from './scalar.ts';
import {
  type Tnum,
  tnumAnd,
  tnumClearSubreg,
  tnumConst,
  tnumIntersect,
  tnumOr,
  tnumOverlap,
  tnumSubreg,
  tnumSubregIsConst,
  U64_MAX,
} from './tnum.ts';

/** `a OP b`. */
interface Comparison {
  readonly a: Scalar;
  readonly b: Scalar;
  /** A register is compared with itself; the numbers of two registers may be one object, too. */
  readonly itself: boolean;
  readonly operation: number;
  readonly jmp32: boolean;
}

/** Both numbers on one side of a jump. */
export interface Pair {
  readonly a: Scalar;
  readonly b: Scalar;
}

/** Which way a comparison goes (null: either), and what is known on each side. */
export interface Outcome {
  readonly decided: boolean | null;
  readonly taken: Pair;
  readonly fallthrough: Pair;
}

const LOW = 0xffff_ffffn;

/** The constant that a number is, or that its lower half is; null if it is none. */
export function constantOf(scalar: Scalar, jmp32: boolean): bigint | null {
  if (jmp32) return tnumSubregIsConst(scalar.bits) ? scalar.bits.value & LOW : null;
  return scalar.isConst ? scalar.bits.value : null;
}

// ---- which way ----

function apart32(a: Scalar, b: Scalar): boolean {
  const unsigned = a.u32min > b.u32max || a.u32max < b.u32min;
  return unsigned || a.s32min > b.s32max || a.s32max < b.s32min;
}

function apart64(a: Scalar, b: Scalar): boolean {
  return a.umin > b.umax || a.umax < b.umin || a.smin > b.smax || a.smax < b.smin;
}

function areEqual({ a, b, jmp32 }: Comparison, rules: NumberRules): boolean | null {
  const [x, y] = jmp32 ? [tnumSubreg(a.bits), tnumSubreg(b.bits)] : [a.bits, b.bits];
  if (x.mask === 0n && y.mask === 0n) return x.value === y.value;
  if (rules.comparesBits && !tnumOverlap(x, y)) return false;
  return apart32(a, b) || (!jmp32 && apart64(a, b)) ? false : null;
}

function shareBits({ a, b, jmp32 }: Comparison): boolean | null {
  const right = constantOf(b, jmp32);
  const mask = right ?? constantOf(a, jmp32);
  if (mask === null) return null;
  const { value, mask: unknown } = right === null ? b.bits : a.bits;
  if ((value & mask) !== 0n) return true;
  return ((value | unknown) & mask) === 0n ? false : null;
}

type Order = readonly [
  amin: bigint | number,
  amax: bigint | number,
  bmin: bigint | number,
  bmax: bigint | number,
];

function unsignedOrder({ a, b, jmp32 }: Comparison): Order {
  return jmp32 ? [a.u32min, a.u32max, b.u32min, b.u32max] : [a.umin, a.umax, b.umin, b.umax];
}

function signedOrder({ a, b, jmp32 }: Comparison): Order {
  return jmp32 ? [a.s32min, a.s32max, b.s32min, b.s32max] : [a.smin, a.smax, b.smin, b.smax];
}

/** Whether `a > b`. */
function isGreater([amin, amax, bmin, bmax]: Order): boolean | null {
  return amin > bmax ? true : amax <= bmin ? false : null;
}

/** Whether `a >= b`. */
function isAtLeast([amin, amax, bmin, bmax]: Order): boolean | null {
  return amin >= bmax ? true : amax < bmin ? false : null;
}

function not(decided: boolean | null): boolean | null {
  return decided === null ? null : !decided;
}

function compareSame({ a, jmp32, operation }: Comparison): boolean | null {
  switch (operation) {
    case op.BPF_JEQ:
    case op.BPF_JGE:
    case op.BPF_JLE:
    case op.BPF_JSGE:
    case op.BPF_JSLE:
      return true;
    case op.BPF_JSET: {
      const constant = constantOf(a, jmp32);
      if (constant !== null) return constant !== 0n;
      const [smin, smax] = jmp32 ? [a.s32min, a.s32max] : [a.smin, a.smax];
      return smin <= 0 && smax >= 0 ? null : true;
    }
    default:
      return false;
  }
}

/** `is_scalar_branch_taken`. */
function decide(comparison: Comparison, rules: NumberRules): boolean | null {
  if (rules.comparesWithItself && comparison.itself) return compareSame(comparison);
  switch (comparison.operation) {
    case op.BPF_JEQ:
      return areEqual(comparison, rules);
    case op.BPF_JNE:
      return not(areEqual(comparison, rules));
    case op.BPF_JSET:
      return shareBits(comparison);
    case op.BPF_JGT:
      return isGreater(unsignedOrder(comparison));
    case op.BPF_JSGT:
      return isGreater(signedOrder(comparison));
    case op.BPF_JGE:
      return isAtLeast(unsignedOrder(comparison));
    case op.BPF_JSGE:
      return isAtLeast(signedOrder(comparison));
    case op.BPF_JLT:
      return not(isAtLeast(unsignedOrder(comparison)));
    case op.BPF_JSLT:
      return not(isAtLeast(signedOrder(comparison)));
    case op.BPF_JLE:
      return not(isGreater(unsignedOrder(comparison)));
    default:
      return not(isGreater(signedOrder(comparison)));
  }
}

// ---- what is learnt ----

function meet32(a: Scalar, b: Scalar): void {
  a.u32min = b.u32min = Math.max(a.u32min, b.u32min);
  a.u32max = b.u32max = Math.min(a.u32max, b.u32max);
  a.s32min = b.s32min = Math.max(a.s32min, b.s32min);
  a.s32max = b.s32max = Math.min(a.s32max, b.s32max);
  const low = tnumIntersect(tnumSubreg(a.bits), tnumSubreg(b.bits));
  a.bits = withLow(a.bits, low);
  b.bits = withLow(b.bits, low);
}

function withLow(bits: Tnum, low: Tnum): Tnum {
  return tnumOr(tnumClearSubreg(bits), low);
}

function meet64(a: Scalar, b: Scalar): void {
  a.umin = b.umin = a.umin > b.umin ? a.umin : b.umin;
  a.umax = b.umax = a.umax < b.umax ? a.umax : b.umax;
  a.smin = b.smin = a.smin > b.smin ? a.smin : b.smin;
  a.smax = b.smax = a.smax < b.smax ? a.smax : b.smax;
  a.bits = b.bits = tnumIntersect(a.bits, b.bits);
}

// A number that is not the constant at the edge of its interval: the interval is one shorter.
function differ(scalar: Scalar, value: bigint, jmp32: boolean): void {
  if (jmp32) {
    const low = Number(value);
    if (scalar.u32min === low) scalar.u32min++;
    if (scalar.u32max === low) scalar.u32max--;
    if (scalar.s32min === (low | 0)) scalar.s32min++;
    if (scalar.s32max === (low | 0)) scalar.s32max--;
    return;
  }
  const signed = BigInt.asIntN(64, value);
  if (scalar.umin === value) scalar.umin++;
  if (scalar.umax === value) scalar.umax--;
  if (scalar.smin === signed) scalar.smin++;
  if (scalar.smax === signed) scalar.smax--;
}

function setBit(scalar: Scalar, value: bigint): void {
  const isSingle = value !== 0n && (value & (value - 1n)) === 0n;
  if (isSingle) scalar.bits = tnumOr(scalar.bits, tnumConst(value));
}

function clearBits(scalar: Scalar, value: bigint, rules: NumberRules): void {
  if (rules.clearBitsForgets) {
    unbound64(scalar);
    unbound32(scalar);
  }
  scalar.bits = tnumAnd(scalar.bits, tnumConst(U64_MAX & ~value));
}

/** `a <= b`, or `a < b` with `gap` 1. */
function orderUnsigned({ a, b }: Pair, jmp32: boolean, gap: 0 | 1): void {
  if (jmp32) {
    a.u32max = Math.min(a.u32max, (b.u32max - gap) >>> 0);
    b.u32min = Math.max((a.u32min + gap) >>> 0, b.u32min);
    return;
  }
  const max = BigInt.asUintN(64, b.umax - BigInt(gap));
  if (max < a.umax) a.umax = max;
  const min = BigInt.asUintN(64, a.umin + BigInt(gap));
  if (min > b.umin) b.umin = min;
}

function orderSigned({ a, b }: Pair, jmp32: boolean, gap: 0 | 1): void {
  if (jmp32) {
    a.s32max = Math.min(a.s32max, (b.s32max - gap) | 0);
    b.s32min = Math.max((a.s32min + gap) | 0, b.s32min);
    return;
  }
  const max = BigInt.asIntN(64, b.smax - BigInt(gap));
  if (max < a.smax) a.smax = max;
  const min = BigInt.asIntN(64, a.smin + BigInt(gap));
  if (min > b.smin) b.smin = min;
}

/** With a constant on either side. */
function learnConstant(
  { a, b, jmp32 }: Comparison,
  learn: (scalar: Scalar, value: bigint) => void,
): void {
  const right = constantOf(b, jmp32);
  const left = constantOf(a, jmp32);
  if (right !== null) learn(a, right);
  else if (left !== null) learn(b, left);
}

const GREATER: ReadonlySet<number> = new Set([op.BPF_JGT, op.BPF_JGE, op.BPF_JSGT, op.BPF_JSGE]);
const STRICT: ReadonlySet<number> = new Set([op.BPF_JGT, op.BPF_JLT, op.BPF_JSGT, op.BPF_JSLT]);
const SIGNED: ReadonlySet<number> = new Set([op.BPF_JSGT, op.BPF_JSGE, op.BPF_JSLT, op.BPF_JSLE]);

/** Of any of the eight orders and its opposite: which of both is the lesser, and whether they may be equal. */
function learnOrder({ a, b, operation, jmp32 }: Comparison, holds: boolean): void {
  const pair = GREATER.has(operation) === holds ? { a: b, b: a } : { a, b };
  const order = SIGNED.has(operation) ? orderSigned : orderUnsigned;
  order(pair, jmp32, STRICT.has(operation) === holds ? 1 : 0);
}

/** Makes `a OP b` (`holds`) or its opposite true of both. */
function refine(comparison: Comparison, holds: boolean, rules: NumberRules): void {
  const { a, b, operation, jmp32 } = comparison;
  switch (operation) {
    case op.BPF_JEQ:
    case op.BPF_JNE:
      if (holds === (operation === op.BPF_JEQ)) (jmp32 ? meet32 : meet64)(a, b);
      else learnConstant(comparison, (scalar, value) => differ(scalar, value, jmp32));
      return;
    case op.BPF_JSET:
      learnConstant(comparison, (scalar, value) =>
        holds ? setBit(scalar, value) : clearBits(scalar, value, rules),
      );
      return;
    default:
      learnOrder(comparison, holds);
  }
}

function sideOf(comparison: Comparison, holds: boolean, rules: NumberRules): Pair {
  const { itself } = comparison;
  if (itself && rules.comparesWithItself) return comparison;
  const a = comparison.a.clone();
  const b = itself ? a : comparison.b.clone();
  refine({ ...comparison, a, b }, holds, rules);
  syncBounds(a, rules);
  syncBounds(b, rules);
  return { a, b };
}

function isDead({ a, b }: Pair): boolean {
  return contradicts(a) || contradicts(b);
}

function finish({ a, b }: Pair): void {
  unboundContradiction(a);
  unboundContradiction(b);
}

/** Decides a comparison as far as possible, and works out what each side knows. */
export function compareScalars(comparison: Comparison, rules: NumberRules): Outcome {
  const taken = sideOf(comparison, true, rules);
  const fallthrough = sideOf(comparison, false, rules);
  let decided = decide(comparison, rules);
  if (decided === null && rules.findsDeadSides) {
    if (isDead(fallthrough)) decided = true;
    else if (isDead(taken)) decided = false;
  }
  if (!comparison.itself || !rules.comparesWithItself) {
    finish(taken);
    finish(fallthrough);
  }
  return { decided, taken, fallthrough };
}
