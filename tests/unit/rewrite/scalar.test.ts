// Soundness of the arithmetic: whatever values two operands may have, the result allows what the CPU computes.

import { describe, expect, it } from 'vitest';
import * as op from '../../../src/core/bpf/index.ts';
import { scalarAlu } from '../../../src/core/rewrite/scalars/alu.ts';
import { branchTaken, learnFromBranch } from '../../../src/core/rewrite/scalars/branch.ts';
import {
  Scalar,
  scalarConst,
  syncBounds,
  UNKNOWN,
} from '../../../src/core/rewrite/scalars/scalar.ts';

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

function sample(next: () => number): Sample {
  const value = randomValue(next);
  const kind = next() % 3;
  if (kind === 0) return { scalar: scalarConst(value), value };
  if (kind === 1) return { scalar: UNKNOWN, value };
  const scalar = new Scalar();
  const mask = randomValue(next);
  scalar.bits = { value: value & ~mask, mask };
  syncBounds(scalar);
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
  for (const alu32 of [false, true]) {
    it(`allows what the CPU computes in ${alu32 ? 32 : 64} bits`, () => {
      const next = random(alu32 ? 7 : 11);
      for (let round = 0; round < 20_000; round++) {
        const [a, b] = [sample(next), sample(next)];
        const operations = Object.keys(ALU);
        const operation = Number(operations[next() % operations.length]);
        const bits = alu32 ? 32 : 64;
        const compute = ALU[operation];
        const [x, y] = [BigInt.asUintN(bits, a.value), BigInt.asUintN(bits, b.value)];
        const value = BigInt.asUintN(bits, compute?.(x, y, BigInt(bits)) ?? 0n);
        const result = scalarAlu(a.scalar, b.scalar, operation, alu32);
        expect(allows(result, value), `round ${round}, op ${operation}`).toBe(true);
      }
    });
  }
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
    for (let round = 0; round < 40_000; round++) {
      const { scalar, value } = sample(next);
      const operation = Number(operations[next() % operations.length]);
      const constant = randomValue(next);
      const jmp32 = next() % 2 === 0;
      const taken = compare(operation, value, constant, jmp32 ? 32 : 64);
      const sides = learnFromBranch(scalar, constant, operation, jmp32);
      const side = taken ? sides.taken : sides.fallthrough;
      expect(allows(side, value), `round ${round}, op ${operation}`).toBe(true);
      const predicted = branchTaken(scalar, constant, operation, jmp32);
      expect(predicted === null || predicted === taken).toBe(true);
    }
  });
});
