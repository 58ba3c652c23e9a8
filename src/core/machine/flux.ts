// What a CPU may still fetch at a poke site: stores that not every CPU is sure to have seen.
// Authority: Intel SDM vol. 3A, 9.1.3 (cross-modifying code needs a serialising instruction on every
// CPU); Linux 6.1 text_poke_bp_batch, whose syncs make those. A CPU that has fetched newer bytes
// does not go back to older ones.
// Simplification: a fetch sees all of a store or nothing of it, at most HISTORY stores back, and
// at most FLUX_ENTRIES sites can be unseen at once; older ones then count as seen.
// Simplification: without a serialising instruction the first byte may be of another moment than the other
// four; at most three such mixes are tried at a time.

import { at } from '../base/index.ts';
import { type FiveBytes, readFive, writeFive } from './five-bytes.ts';

/** Stores that a CPU can be behind. */
export const HISTORY = 4;
/** Sites that can be in flux at once. */
export const FLUX_ENTRIES = 4;

/** Words of an entry: site id + 1, then earlier bytes (newest first), then each CPU's age. */
const HISTORY_WORD = 1;
const AGES_WORD = HISTORY_WORD + 2 * HISTORY;

export function fluxSize(cpuCount: number): number {
  return AGES_WORD + cpuCount;
}

/** The sites in flux of one state. `base` is the first word of the table. */
export class Flux {
  private readonly words: Int32Array;
  private readonly base: number;
  private readonly cpuCount: number;
  private readonly size: number;

  constructor(words: Int32Array, base: number, cpuCount: number) {
    this.words = words;
    this.base = base;
    this.cpuCount = cpuCount;
    this.size = fluxSize(cpuCount);
  }

  /** Notes that a site held `before` and was just stored to. Only `behind` CPUs may miss it. */
  stored(siteId: number, before: FiveBytes, mayMiss: (cpuIdx: number) => boolean): void {
    if (this.cpuCount === 0) return;
    const entry = this.find(siteId) ?? this.open(siteId);
    const first = entry + HISTORY_WORD;
    this.words.copyWithin(first + 2, first, first + 2 * (HISTORY - 1));
    writeFive(this.words, first, before);
    for (let cpuIdx = 0; cpuIdx < this.cpuCount; cpuIdx++) {
      const word = entry + AGES_WORD + cpuIdx;
      if (mayMiss(cpuIdx)) this.words[word] = Math.min(HISTORY, at(this.words, word) + 1);
    }
    this.tidy();
  }

  /** How many stores to a site the CPU may not have seen, 0..HISTORY. */
  age(siteId: number, cpuIdx: number): number {
    const entry = this.find(siteId);
    return entry === null ? 0 : at(this.words, entry + AGES_WORD + cpuIdx);
  }

  /** The site's bytes `age` stores ago; `now` is what memory holds. */
  bytesAt(siteId: number, age: number, now: FiveBytes): FiveBytes {
    const entry = this.find(siteId);
    if (age === 0 || entry === null) return now;
    return readFive(this.words, entry + HISTORY_WORD + 2 * (age - 1));
  }

  /** The CPU has fetched bytes of that age, and will not fetch older ones. */
  fetched(siteId: number, cpuIdx: number, age: number): void {
    const entry = this.find(siteId);
    if (entry === null) return;
    this.words[entry + AGES_WORD + cpuIdx] = age;
    this.tidy();
  }

  /** The CPU has serialised: it sees every store there was. */
  serialised(cpuIdx: number): void {
    for (let idx = 0; idx < FLUX_ENTRIES; idx++) {
      const entry = this.base + idx * this.size;
      if (at(this.words, entry) !== 0) this.words[entry + AGES_WORD + cpuIdx] = 0;
    }
    this.tidy();
  }

  /** Forgets a site, whose memory is new. */
  forget(siteId: number): void {
    const entry = this.find(siteId);
    if (entry === null) return;
    this.words.fill(0, entry + AGES_WORD, entry + this.size);
    this.tidy();
  }

  private find(siteId: number): number | null {
    for (let idx = 0; idx < FLUX_ENTRIES; idx++) {
      const entry = this.base + idx * this.size;
      const word = at(this.words, entry);
      if (word === siteId + 1) return entry;
      // Entries stand without gaps.
      if (word === 0) return null;
    }
    return null;
  }

  /** Entries stand in order of first store; a full table lets its oldest go. */
  private open(siteId: number): number {
    let idx = 0;
    while (idx < FLUX_ENTRIES && at(this.words, this.base + idx * this.size) !== 0) idx++;
    if (idx === FLUX_ENTRIES) {
      this.remove(0);
      idx--;
    }
    const entry = this.base + idx * this.size;
    this.words[entry] = siteId + 1;
    return entry;
  }

  /** Drops what no CPU can fetch any more, so that equal machines are equal words. */
  private tidy(): void {
    for (let idx = FLUX_ENTRIES - 1; idx >= 0; idx--) {
      const entry = this.base + idx * this.size;
      if (at(this.words, entry) === 0) continue;
      const oldest = this.oldestAge(entry);
      if (oldest === 0) this.remove(idx);
      else this.words.fill(0, entry + HISTORY_WORD + 2 * oldest, entry + AGES_WORD);
    }
  }

  private oldestAge(entry: number): number {
    let oldest = 0;
    for (let cpuIdx = 0; cpuIdx < this.cpuCount; cpuIdx++) {
      oldest = Math.max(oldest, at(this.words, entry + AGES_WORD + cpuIdx));
    }
    return oldest;
  }

  private remove(idx: number): void {
    const entry = this.base + idx * this.size;
    const end = this.base + FLUX_ENTRIES * this.size;
    this.words.copyWithin(entry, entry + this.size, end);
    this.words.fill(0, end - this.size, end);
  }
}
