// A set of tuples of words, each kept once and known by a number: exact, as whole tuples are compared.
// Open addressing: a slot is one word, so that a tuple costs its own words and some 8 to 16 bytes.

const EMPTY = 0;
/** Slots are at most half taken. */
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
  /**
   * Number + 1 in the low bits, as many as it takes to number the slots; the hash's in those above: most tuples
   * that are others are told apart without a look at their words.
   */
  private slots: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.words = new Int32Array(Math.max(1, width) * (FIRST_SLOTS >> 1));
    this.slots = new Int32Array(FIRST_SLOTS);
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.words.byteLength + this.slots.byteLength;
  }

  /** Number of the tuple at `off` in `from`; it is kept if it is new. */
  intern(from: Int32Array, off = 0): number {
    const hash = hashOf(from, off, this.width);
    const slot = this.slotOf(from, off, hash);
    const taken = this.slots[slot] ?? EMPTY;
    if (taken !== EMPTY) {
      this.isNew = false;
      return (taken & (this.slots.length - 1)) - 1;
    }
    this.isNew = true;
    return this.add(from, off, slot, hash);
  }

  /** Number of the tuple in `from`, or -1 if it is not kept. */
  find(from: Int32Array): number {
    const slot = this.slotOf(from, 0, hashOf(from, 0, this.width));
    const taken = this.slots[slot] ?? EMPTY;
    return taken === EMPTY ? -1 : (taken & (this.slots.length - 1)) - 1;
  }

  /** Where the tuple stands, or the empty slot where it would. */
  private slotOf(from: Int32Array, off: number, hash: number): number {
    const { slots, words, width } = this;
    const last = slots.length - 1;
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const taken = slots[slot] ?? EMPTY;
      if (taken === EMPTY) return slot;
      if (((taken ^ hash) & ~last) !== 0) continue;
      const first = ((taken & last) - 1) * width;
      let idx = 0;
      while (idx < width && words[first + idx] === from[off + idx]) idx++;
      if (idx === width) return slot;
    }
  }

  private add(from: Int32Array, off: number, slot: number, hash: number): number {
    const { width, slots } = this;
    const id = this.count++;
    const first = id * width;
    if (first + width > this.words.length) this.grow();
    const { words } = this;
    for (let idx = 0; idx < width; idx++) words[first + idx] = from[off + idx] ?? 0;
    slots[slot] = (hash & ~(slots.length - 1)) | (id + 1);
    if (this.count * 2 > slots.length) this.rehash();
    return id;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  private rehash(): void {
    const { words, width, count } = this;
    const slots = new Int32Array(this.slots.length * 2);
    const last = slots.length - 1;
    for (let id = 0; id < count; id++) {
      const hash = hashOf(words, id * width, width);
      let slot = hash & last;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & last;
      slots[slot] = (hash & ~last) | (id + 1);
    }
    this.slots = slots;
  }
}

function hashOf(from: Int32Array, off: number, width: number): number {
  let hash = 0;
  for (let idx = 0; idx < width; idx++) {
    hash = Math.imul(hash ^ (from[off + idx] ?? 0), MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash ^ (hash >>> 7);
}
