// Soundness of the arithmetic: whatever values two operands may have, the result allows what the CPU computes.

import { describe, expect, it } from 'vitest';
import * as op from '../../../src/core/bpf/index.ts';
import { NUMBERS, type NumberRules } from '../../../src/core/kernel/index.ts';
import { scalarAlu } from '../../../src/core/rewrite/scalars/alu.ts';
import { branchTaken, learnFromBranch } from '../../../src/core/rewrite/scalars/branch.ts';
import { signExtend, truncate } from '../../../src/core/rewrite/scalars/casts.ts';
import { compareScalars } from '../../../src/core/rewrite/scalars/compare.ts';
import { syncBounds } from '../../../src/core/rewrite/scalars/deduce.ts';
import { Scalar, scalarConst, UNKNOWN } from '../../../src/core/rewrite/scalars/scalar.ts';

/** 5.9 takes bounds over one at a time, which is the fault that 5.10 repaired. */
const SOUND = Object.entries(NUMBERS).filter(([version]) => version !== 'v5_9');
const COMPARES_BOTH = SOUND.filter(([, rules]) => rules.comparesBothSides);
const { v6_1 } = NUMBERS;

/** A scalar and a value that it allows. */
interface Sample {
  readonly scalar: Scalar;
  readonly value: bigint;
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

const INTERESTING = [0n, 1n, 31n, 63n, 255n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 1n << 63n];

function randomValue(next: () => number): bigint {
  const pick = next() % 4;
  const base = INTERESTING[next() % INTERESTING.length] ?? 0n;
  if (pick === 0) return base;
  if (pick === 1) return BigInt.asUintN(64, base - BigInt(next() % 4));
  if (pick === 2) return BigInt(next() % 100);
  return (BigInt(next()) << 32n) | BigInt(next());
}

function sample(next: () => number, rules: NumberRules = v6_1): Sample {
  const value = randomValue(next);
  const kind = next() % 3;
  if (kind === 0) return { scalar: scalarConst(value), value };
  if (kind === 1) return { scalar: UNKNOWN, value };
  const scalar = new Scalar();
  const mask = randomValue(next);
  scalar.bits = { value: value & ~mask, mask };
  // An interval around the value, so that bits and bounds say different things.
  if (next() % 2 === 0) {
    scalar.umin = value - (value % (1n << BigInt(next() % 64)));
  }
  syncBounds(scalar, rules);
  return { scalar, value };
}

function allows(scalar: Scalar, value: bigint): boolean {
  return scalar.contains(scalarConst(value));
}

const ALU: Readonly<Record<number, (a: bigint, b: bigint, bits: bigint) => bigint>> = {
  [op.BPF_ADD]: (a, b) => a + b,
  [op.BPF_SUB]: (a, b) => a - b,
  [op.BPF_MUL]: (a, b) => a * b,
  [op.BPF_AND]: (a, b) => a & b,
  [op.BPF_OR]: (a, b) => a | b,
  [op.BPF_XOR]: (a, b) => a ^ b,
  [op.BPF_LSH]: (a, b, bits) => a << (b % bits),
  [op.BPF_RSH]: (a, b, bits) => a >> (b % bits),
  [op.BPF_ARSH]: (a, b, bits) => BigInt.asIntN(Number(bits), a) >> (b % bits),
};

describe('scalarAlu', () => {
  for (const [version, rules] of SOUND) {
    it(`allows what the CPU computes, by the rules of ${version}`, () => {
      const next = random(7);
      for (let round = 0; round < 3000; round++) {
        const [a, b] = [sample(next, rules), sample(next, rules)];
        const operations = Object.keys(ALU);
        const operation = Number(operations[next() % operations.length]);
        const alu32 = next() % 2 === 0;
        const bits = alu32 ? 32 : 64;
        const compute = ALU[operation];
        const [x, y] = [BigInt.asUintN(bits, a.value), BigInt.asUintN(bits, b.value)];
        const value = BigInt.asUintN(bits, compute?.(x, y, BigInt(bits)) ?? 0n);
        const result = scalarAlu(a.scalar, b.scalar, operation, alu32, rules);
        expect(allows(result, value), `round ${round}, op ${operation}`).toBe(true);
      }
    });
  }
});

describe('signExtend and truncate', () => {
  it.each(SOUND)('allow what is left of a number, by the rules of %s', (_version, rules) => {
    const next = random(5);
    for (let round = 0; round < 3000; round++) {
      const { scalar, value } = sample(next, rules);
      const bytes = [1, 2, 4][next() % 3] ?? 1;
      const signed = BigInt.asIntN(8 * bytes, value);
      const cut = BigInt.asUintN(8 * bytes, value);
      expect(allows(truncate(scalar, bytes, rules), cut), `round ${round}`).toBe(true);
      expect(allows(signExtend(scalar, bytes, false, rules), signed)).toBe(true);
      const low = BigInt.asUintN(32, signed);
      const fits = bytes === 4 || allows(signExtend(scalar, bytes, true, rules), low);
      expect(fits).toBe(true);
    }
  });
});

const COMPARE: Readonly<Record<number, (a: bigint, b: bigint) => boolean>> = {
  [op.BPF_JEQ]: (a, b) => a === b,
  [op.BPF_JNE]: (a, b) => a !== b,
  [op.BPF_JSET]: (a, b) => (a & b) !== 0n,
  [op.BPF_JGT]: (a, b) => a > b,
  [op.BPF_JGE]: (a, b) => a >= b,
  [op.BPF_JLT]: (a, b) => a < b,
  [op.BPF_JLE]: (a, b) => a <= b,
  [op.BPF_JSGT]: (a, b) => a > b,
  [op.BPF_JSGE]: (a, b) => a >= b,
  [op.BPF_JSLT]: (a, b) => a < b,
  [op.BPF_JSLE]: (a, b) => a <= b,
};
const SIGNED = [op.BPF_JSGT, op.BPF_JSGE, op.BPF_JSLT, op.BPF_JSLE];

function compare(operation: number, a: bigint, b: bigint, bits: number): boolean {
  const signed = SIGNED.includes(operation as never);
  const read = (value: bigint): bigint =>
    signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return COMPARE[operation]?.(read(a), read(b)) ?? false;
}

describe('learnFromBranch', () => {
  it('keeps every value on the side that it takes, and predicts no other', () => {
    const next = random(3);
    const operations = Object.keys(COMPARE);
    for (let round = 0; round < 20_000; round++) {
      const rules = round % 2 === 0 ? NUMBERS.v6_1 : NUMBERS.v6_6;
      const { scalar, value } = sample(next);
      const operation = Number(operations[next() % operations.length]);
      const constant = randomValue(next);
      const jmp32 = next() % 2 === 0;
      const taken = compare(operation, value, constant, jmp32 ? 32 : 64);
      const sides = learnFromBranch(scalar, constant, operation, jmp32, rules);
      const side = taken ? sides.taken : sides.fallthrough;
      expect(allows(side, value), `round ${round}, op ${operation}`).toBe(true);
      const predicted = branchTaken(scalar, constant, operation, jmp32, rules);
      expect(predicted === null || predicted === taken).toBe(true);
    }
  });
});

describe('branchTaken', () => {
  // rnd-s326-n160-sub3-st248 has `w4 s> 0x7fffffff` of a number that nothing is known of.
  it.each([
    ['v5_9', null],
    ['v5_10', false],
    ['v6_6', false],
  ] as const)(
    'knows from 5.10.35 on that nothing is above the greatest number (%s)',
    (version, taken) => {
      const rules = NUMBERS[version];
      expect(branchTaken(UNKNOWN, 0x7fffffffn, op.BPF_JSGT, true, rules)).toBe(taken);
      expect(branchTaken(UNKNOWN, (1n << 64n) - 1n, op.BPF_JGT, false, rules)).toBe(false);
    },
  );
});

describe('compareScalars', () => {
  it.each(COMPARES_BOTH)(
    'keeps both numbers on their side, by the rules of %s',
    (_version, rules) => {
      const next = random(13);
      const operations = Object.keys(COMPARE);
      for (let round = 0; round < 3000; round++) {
        const [a, b] = [sample(next, rules), sample(next, rules)];
        const operation = Number(operations[next() % operations.length]);
        const jmp32 = next() % 2 === 0;
        const isTaken = compare(operation, a.value, b.value, jmp32 ? 32 : 64);
        const compared = { a: a.scalar, b: b.scalar, itself: false, operation, jmp32 };
        const { decided, taken, fallthrough } = compareScalars(compared, rules);
        const side = isTaken ? taken : fallthrough;
        expect(allows(side.a, a.value), `round ${round}, op ${operation}`).toBe(true);
        expect(allows(side.b, b.value), `round ${round}, op ${operation}`).toBe(true);
        expect(decided === null || decided === isTaken).toBe(true);
      }
    },
  );
});
