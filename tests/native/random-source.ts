// Random values with a liking for the places where arithmetic goes wrong.

import { seededRandom } from '../property/seeded-random.ts';

const CORNERS = [
  0n,
  1n,
  2n,
  7n,
  8n,
  15n,
  16n,
  31n,
  32n,
  63n,
  64n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_8000_0000n,
  0xffff_ffff_7fff_ffffn,
  0xffff_ffff_ffff_ff80n,
  0xffff_ffff_ffff_fffen,
  0xffff_ffff_ffff_ffffn,
];

const WORD_CORNERS = [0, -1, 1, 0x7fffffff, -0x80000000, 0x80, 0xff, 0x8000, 0xffff];

/** Seeded: the same numbers for the same seed. */
export class RandomSource {
  /** A number from 0 to `below` - 1. */
  readonly below: (below: number) => number;

  constructor(seed: number) {
    this.below = seededRandom(seed);
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 4; i++) this.below(2);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** From `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  word(): number {
    return this.below(2 ** 32) | 0;
  }

  /** 64 bits: anything, small numbers, or a corner give or take a little. */
  value(): bigint {
    const any = (BigInt(this.word() >>> 0) << 32n) | BigInt(this.word() >>> 0);
    switch (this.below(5)) {
      case 0:
        return any;
      case 1:
        return any >> BigInt(this.below(64));
      case 2:
        return BigInt.asUintN(64, BigInt.asIntN(64, any) >> BigInt(this.below(64)));
      case 3:
        return BigInt.asUintN(64, this.pick(CORNERS) + BigInt(this.between(-2, 2)));
      default:
        return this.pick(CORNERS);
    }
  }

  /** 32 bits of `value`, signed. */
  imm32(): number {
    return Number(BigInt.asIntN(32, this.value()));
  }

  imm8(): number {
    return Number(BigInt.asIntN(8, this.value()));
  }

  /** Contents of memory; `length` is a multiple of four. */
  bytes(length: number): Uint8Array {
    const words = new Int32Array(length / 4);
    for (let at = 0; at < words.length; at++) {
      words[at] = this.once(4) ? this.pick(WORD_CORNERS) : this.word() >> this.below(32);
    }
    return new Uint8Array(words.buffer);
  }

  /** Sixteen registers as pairs of words. */
  registers(): Int32Array {
    const regs = new BigUint64Array(16);
    for (let reg = 0; reg < 16; reg++) regs[reg] = this.value();
    return new Int32Array(regs.buffer);
  }
}
