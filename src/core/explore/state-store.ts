// States as tuples of numbers, each kept once: the numbers of a tuple share words, as few parts take many values.
// A field grows when a part takes more values than it can number; all states are then packed anew.

import { TupleStore } from './tuple-store.ts';

const WORD_BITS = 32;
const MOST_BITS = 31;

/** Where a part's number stands. */
interface Field {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

export class StateStore {
  /** Numbers of a state. */
  readonly width: number;
  private tuples: TupleStore;
  private fields: readonly Field[];
  /** Highest number so far, by part. */
  private readonly most: number[];
  /** Of each part: its word, its shift, and the bits that it takes there. */
  private readonly words: Int32Array;
  private readonly shifts: Int32Array;
  private readonly masks: Int32Array;
  private packed: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.most = Array.from({ length: width }, () => 0);
    this.words = new Int32Array(width);
    this.shifts = new Int32Array(width);
    this.masks = new Int32Array(width);
    this.fields = [];
    this.tuples = this.lay();
    this.packed = new Int32Array(this.tuples.width);
  }

  get count(): number {
    return this.tuples.count;
  }

  get bytes(): number {
    return this.tuples.bytes;
  }

  /** Says that a part takes the value `number` from now on. */
  fit(part: number, number: number): void {
    if (number <= (this.most[part] ?? 0)) return;
    this.most[part] = number;
    const { bits } = this.fields[part] ?? { bits: 0 };
    if (number < 2 ** bits) return;
    const old = this.tuples;
    const oldFields = this.fields;
    this.tuples = this.lay();
    this.packed = new Int32Array(this.tuples.width);
    const numbers = new Int32Array(this.width);
    for (let state = 0; state < old.count; state++) {
      unpack(old, state, oldFields, numbers);
      this.intern(numbers);
    }
  }

  /** Number of the state with these numbers; it is kept if it is new. */
  intern(numbers: Int32Array): number {
    this.pack(numbers);
    return this.tuples.intern(this.packed);
  }

  /** Number of the state with these numbers, or -1 if it is not kept. */
  find(numbers: Int32Array): number {
    this.pack(numbers);
    return this.tuples.find(this.packed);
  }

  /** Number of the state that differs from a kept one in these parts; it is kept if it is new. */
  internChanged(state: number, parts: readonly number[], numbers: readonly number[]): number {
    const { packed, words, shifts, masks, tuples } = this;
    const { width, words: from } = tuples;
    const first = state * width;
    for (let word = 0; word < width; word++) packed[word] = from[first + word] ?? 0;
    for (let idx = 0; idx < parts.length; idx++) {
      const part = parts[idx] ?? 0;
      const word = words[part] ?? 0;
      const rest = (packed[word] ?? 0) & ~(masks[part] ?? 0);
      packed[word] = rest | ((numbers[idx] ?? 0) << (shifts[part] ?? 0));
    }
    return tuples.intern(packed);
  }

  /** Copies a state's numbers to `out`. */
  read(state: number, out: Int32Array): void {
    const { words, shifts, masks, width } = this;
    const { words: from, width: wide } = this.tuples;
    const first = state * wide;
    for (let part = 0; part < width; part++) {
      const bits = (from[first + (words[part] ?? 0)] ?? 0) & (masks[part] ?? 0);
      out[part] = bits >>> (shifts[part] ?? 0);
    }
  }

  private pack(numbers: Int32Array): void {
    const { packed, words, shifts, width } = this;
    packed.fill(0);
    for (let part = 0; part < width; part++) {
      const word = words[part] ?? 0;
      packed[word] = (packed[word] ?? 0) | ((numbers[part] ?? 0) << (shifts[part] ?? 0));
    }
  }

  /** Gives each part a field with room for twice its values at least; returns an empty store for them. */
  private lay(): TupleStore {
    const free: number[] = [];
    const needs = this.most.map((most) => Math.min(MOST_BITS, WORD_BITS - Math.clz32(most) + 1));
    const placed = needs.map((bits) => {
      let word = free.findIndex((left) => left >= bits);
      if (word < 0) word = free.push(WORD_BITS) - 1;
      free[word] = (free[word] ?? 0) - bits;
      return { word, bits };
    });
    this.fields = spread(placed, free);
    for (const [part, { word, shift, bits }] of this.fields.entries()) {
      this.words[part] = word;
      this.shifts[part] = shift;
      this.masks[part] = ((2 ** bits - 1) << shift) | 0;
    }
    return new TupleStore(Math.max(1, free.length));
  }
}

/** Gives the bits that are left in each word to the parts there, and each part its place. */
function spread(
  placed: readonly { readonly word: number; readonly bits: number }[],
  free: readonly number[],
): Field[] {
  const users = free.map((_, word) => placed.filter((other) => other.word === word).length);
  const next = free.map(() => 0);
  return placed.map(({ word, bits }) => {
    const more = Math.floor((free[word] ?? 0) / (users[word] ?? 1));
    const wide = Math.min(MOST_BITS, bits + more);
    const shift = next[word] ?? 0;
    next[word] = shift + wide;
    return { word, shift, bits: wide };
  });
}

function unpack(from: TupleStore, state: number, fields: readonly Field[], out: Int32Array): void {
  for (const [part, { word, shift, bits }] of fields.entries()) {
    const packed = from.words[state * from.width + word] ?? 0;
    out[part] = (packed >>> shift) & (2 ** bits - 1);
  }
}
