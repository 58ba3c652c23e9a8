// A set of tuples of words, each kept once and known by a number: exact, as whole tuples are compared.
// Open addressing over one flat array, so that a tuple costs its own words and some 16 to 32 bytes.

const EMPTY = 0;
/** Slots per tuple at most half taken. */
const FIRST_SLOTS = 1 << 6;
const MULTIPLIER = 0x9e3779b1;

export class TupleStore {
  readonly width: number;
  /** Tuples so far; their numbers are 0 to count - 1. */
  count = 0;
  /** True when the last `intern` met a new tuple. */
  isNew = false;
  /** All tuples one behind the other. */
  words: Int32Array;
  /** For each slot, number + 1 and hash: most that are others are told apart without a look at their words. */
  private slots: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.words = new Int32Array(Math.max(1, width) * (FIRST_SLOTS >> 1));
    this.slots = new Int32Array(2 * FIRST_SLOTS);
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.words.byteLength + this.slots.byteLength;
  }

  /** Number of the tuple at `off` in `from`; it is kept if it is new. */
  intern(from: Int32Array, off = 0): number {
    const { width, slots } = this;
    const last = slots.length - 1;
    const hash = this.hash(from, off);
    let slot = (hash << 1) & last;
    for (;;) {
      const taken = slots[slot] ?? EMPTY;
      if (taken === EMPTY) break;
      if (slots[slot + 1] === hash && this.equals(taken - 1, from, off)) {
        this.isNew = false;
        return taken - 1;
      }
      slot = (slot + 2) & last;
    }
    const id = this.count++;
    const first = id * width;
    if (first + width > this.words.length) this.grow();
    const { words } = this;
    for (let idx = 0; idx < width; idx++) words[first + idx] = from[off + idx] ?? 0;
    slots[slot] = id + 1;
    slots[slot + 1] = hash;
    if (this.count * 4 > slots.length) this.rehash();
    this.isNew = true;
    return id;
  }

  /** Number of the tuple in `from`, or -1 if it is not kept. */
  find(from: Int32Array): number {
    const { slots } = this;
    const last = slots.length - 1;
    const hash = this.hash(from, 0);
    for (let slot = (hash << 1) & last; ; slot = (slot + 2) & last) {
      const taken = slots[slot] ?? EMPTY;
      if (taken === EMPTY) return -1;
      if (slots[slot + 1] === hash && this.equals(taken - 1, from, 0)) return taken - 1;
    }
  }

  private equals(id: number, from: Int32Array, off: number): boolean {
    const { words, width } = this;
    const first = id * width;
    for (let idx = 0; idx < width; idx++) {
      if (words[first + idx] !== from[off + idx]) return false;
    }
    return true;
  }

  private hash(from: Int32Array, off: number): number {
    let hash = 0;
    for (let idx = 0; idx < this.width; idx++) {
      hash = Math.imul(hash ^ (from[off + idx] ?? 0), MULTIPLIER);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 7);
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  private rehash(): void {
    const { slots: old } = this;
    const slots = new Int32Array(old.length * 2);
    const last = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      const taken = old[from] ?? EMPTY;
      if (taken === EMPTY) continue;
      const hash = old[from + 1] ?? 0;
      let slot = (hash << 1) & last;
      while (slots[slot] !== EMPTY) slot = (slot + 2) & last;
      slots[slot] = taken;
      slots[slot + 1] = hash;
    }
    this.slots = slots;
  }
}
