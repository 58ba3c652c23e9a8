// The five bytes of a poke site as two words: four little endian, then one.

import { assert, at } from '../base/index.ts';

export interface FiveBytes {
  readonly low: number;
  readonly high: number;
}

export function packFive(bytes: ArrayLike<number>, from = 0): FiveBytes {
  const low =
    at(bytes, from) |
    (at(bytes, from + 1) << 8) |
    (at(bytes, from + 2) << 16) |
    (at(bytes, from + 3) << 24);
  return { low, high: at(bytes, from + 4) };
}

export function unpackFive(five: FiveBytes): Uint8Array {
  const { low, high } = five;
  return Uint8Array.of(low, low >> 8, low >> 16, low >> 24, high);
}

export function sameFive(a: FiveBytes, b: FiveBytes): boolean {
  return a.low === b.low && a.high === b.high;
}

export function readFive(words: Int32Array, word: number): FiveBytes {
  return { low: wordAt(words, word), high: wordAt(words, word + 1) };
}

export function writeFive(words: Int32Array, word: number, value: FiveBytes): void {
  words[word] = value.low;
  words[word + 1] = value.high;
}

/** A word of a state; not base's `at`, whose one call site for all arrays is slow here. */
export function wordAt(words: Int32Array, word: number): number {
  const value = words[word];
  assert(value !== undefined, 'word outside the state');
  return value;
}
