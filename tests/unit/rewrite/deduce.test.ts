// What a version's verifier finds out from bounds alone. The numbers are those of golden programs.

import { describe, expect, it } from 'vitest';
import { NUMBERS, type NumberRules } from '../../../src/core/kernel/index.ts';
import { syncBounds } from '../../../src/core/rewrite/scalars/deduce.ts';
import { Scalar } from '../../../src/core/rewrite/scalars/scalar.ts';

function synced(bounds: Partial<Scalar>, rules: NumberRules): Scalar {
  const scalar = Object.assign(new Scalar(), bounds);
  syncBounds(scalar, rules);
  return scalar;
}

describe('syncBounds', () => {
  // converge-18: not above 115 with a sign, above 635 without one.
  it.each([
    ['v6_6', 115n],
    ['v6_12', -1n],
    ['v6_19', -1n],
    ['v7_1', -1n],
  ] as const)('cuts a signed interval across 0 from 6.12.117 on (%s)', (version, smax) => {
    expect(synced({ smax: 115n, umin: 636n }, NUMBERS[version]).smax).toBe(smax);
  });

  // converge-22: the halves would bring 720 back, once they have taken it over.
  it.each([
    ['v6_19', 720n],
    ['v7_1', 192n],
  ] as const)('lets 64-bit intervals meet first in 7.1 (%s)', (version, umax) => {
    const { umin, umax: found, smax } = synced({ smax: 192n, umax: 720n }, NUMBERS[version]);
    expect([umin, found, smax]).toEqual([0n, umax, umax]);
  });

  // rnd-s2001-n3547-sub4-st0: of the signed interval only the piece above 0 is left.
  it.each([
    ['v6_6', 0x83d3a189],
    ['v6_12', 0x75d53fbd],
    ['v6_19', 0x83d3a189],
    ['v7_1', 0x75d53fbd],
  ] as const)(
    'cuts a signed short interval across 0 in 6.12.117 and 7.1 (%s)',
    (version, u32max) => {
      const bounds = {
        s32min: -0x2fefde6b,
        s32max: 0x75d53fbd,
        u32min: 0x50102195,
        u32max: 0x83d3a189,
      };
      expect(synced(bounds, NUMBERS[version]).u32max).toBe(u32max);
    },
  );

  // rnd-s107-n198-sub1-st128: at least -35 without a sign, so that only the last six bits are open.
  it.each([
    ['v5_9', 0xffffffffn],
    ['v5_10', 0xffffffffn],
    ['v6_1', 0x3fn],
    ['v6_6', 0x3fn],
  ] as const)('takes low bits from the 64-bit interval from 6.1.192 on (%s)', (version, mask) => {
    const { bits } = synced({ umin: 0xffffffffffffffddn }, NUMBERS[version]);
    expect(bits).toEqual({ value: 0xffffffffffffffffn - mask, mask });
  });
});
