// The values that one part of a state takes, each kept once. Long parts (a CPU with its stack) are kept in
// pages, as most of a stack stays as it was from one value to the next.

import { TupleStore } from './tuple-store.ts';

/** Words of a page. */
const PAGE = 16;
/** Parts up to this long are kept whole. */
const WHOLE = 64;

export class PartStore {
  private readonly size: number;
  private readonly values: TupleStore;
  private readonly pages: TupleStore | null;
  private readonly padded: Int32Array;
  private readonly pageIds: Int32Array;

  constructor(size: number) {
    this.size = size;
    const pageCount = Math.ceil(size / PAGE);
    const isWhole = size <= WHOLE;
    this.values = new TupleStore(isWhole ? size : pageCount);
    this.pages = isWhole ? null : new TupleStore(PAGE);
    this.padded = new Int32Array(pageCount * PAGE);
    this.pageIds = new Int32Array(pageCount);
  }

  get count(): number {
    return this.values.count;
  }

  get isNew(): boolean {
    return this.values.isNew;
  }

  get bytes(): number {
    return this.values.bytes + (this.pages?.bytes ?? 0);
  }

  /** Number of the value in `words`, from its first word on. */
  intern(words: Int32Array): number {
    const { pages } = this;
    if (pages === null) return this.values.intern(words);
    const { padded, pageIds } = this;
    padded.set(words.length === this.size ? words : words.subarray(0, this.size));
    for (let page = 0; page < pageIds.length; page++) {
      pageIds[page] = pages.intern(padded, page * PAGE);
    }
    return this.values.intern(pageIds);
  }

  /** Writes the words of a value to `out`. */
  read(id: number, out: Int32Array): void {
    const { pages, values, size } = this;
    const first = id * values.width;
    if (pages === null) {
      for (let word = 0; word < size; word++) out[word] = values.words[first + word] ?? 0;
      return;
    }
    for (let word = 0; word < size; word++) {
      const page = values.words[first + (word >> 4)] ?? 0;
      out[word] = pages.words[page * PAGE + (word & 15)] ?? 0;
    }
  }
}
