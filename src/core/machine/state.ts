// Names for the words of a state. All reading and writing of a state goes through here.

import { assert, at } from '../base/index.ts';
import type { ProgState, SiteRef, SlotValue } from './event.ts';
import { FRAME, type Layout, type MapLayout, POKE, type ProgLayout } from './layout.ts';

const PROG_STATES = ['absent', 'loading', 'loaded', 'held', 'unloaded', 'freed'] as const;

/** Five bytes as two words: four little endian, one. */
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

export type FrameField = Exclude<keyof typeof FRAME, 'expected' | 'wanted' | 'locals'>;

/** One actor's frame within a state. */
export class Frame {
  private readonly words: Int32Array;
  private readonly base: number;

  constructor(words: Int32Array, base: number) {
    this.words = words;
    this.base = base;
  }

  get(field: FrameField): number {
    return wordAt(this.words, this.base + FRAME[field]);
  }

  set(field: FrameField, value: number): void {
    this.words[this.base + FRAME[field]] = value;
  }

  five(field: 'expected' | 'wanted'): FiveBytes {
    return readFive(this.words, this.base + FRAME[field]);
  }

  setFive(field: 'expected' | 'wanted', value: FiveBytes): void {
    writeFive(this.words, this.base + FRAME[field], value);
  }

  /** `first` is where the protocol's locals begin within the frame. */
  local(first: number, localIdx: number): number {
    return wordAt(this.words, this.base + first + localIdx);
  }

  setLocal(first: number, localIdx: number, value: number): void {
    this.words[this.base + first + localIdx] = value;
  }

  /** Zeroes the words from `first` up to (not including) `end`. */
  clear(first: number, end: number): void {
    this.words.fill(0, this.base + first, this.base + end);
  }
}

/** A state under its layout. Writes go to `words`. */
export class State {
  readonly layout: Layout;
  readonly words: Int32Array;

  constructor(layout: Layout, words: Int32Array) {
    this.layout = layout;
    this.words = words;
  }

  frame(actor: number): Frame {
    return new Frame(this.words, at(this.layout.frames, actor));
  }

  get halted(): boolean {
    return this.get(this.layout.halted) !== 0;
  }

  halt(): void {
    this.words[this.layout.halted] = 1;
  }

  nextSync(): number {
    const ordinal = this.get(this.layout.syncs) + 1;
    this.words[this.layout.syncs] = ordinal;
    return ordinal;
  }

  publish(site: SiteRef | null): void {
    this.words[this.layout.published] = site ? 1 + this.siteWord(site) : 0;
  }

  /** Holder of text_mutex (`mapIdx` null) or of a map's poke_mutex; null = free. */
  holder(mapIdx: number | null): number | null {
    const owner = this.get(this.mutexWord(mapIdx));
    return owner === 0 ? null : owner - 1;
  }

  setHolder(mapIdx: number | null, actor: number | null): void {
    this.words[this.mutexWord(mapIdx)] = actor === null ? 0 : actor + 1;
  }

  isOpen(mapIdx: number): boolean {
    return this.get(this.map(mapIdx).open) !== 0;
  }

  setOpen(mapIdx: number, open: boolean): void {
    this.words[this.map(mapIdx).open] = Number(open);
  }

  owner(mapIdx: number): SlotValue {
    return slotValue(this.get(this.map(mapIdx).owner));
  }

  setOwner(mapIdx: number, progIdx: number): void {
    this.words[this.map(mapIdx).owner] = progIdx + 1;
  }

  /** Position of `key` among the map's keys, or -1 for a key that nobody uses. */
  slotOf(mapIdx: number, key: number): number {
    return this.map(mapIdx).keys.indexOf(key);
  }

  /** Program in a slot as index + 1; 0 = empty. */
  slot(mapIdx: number, slot: number): number {
    return this.get(this.map(mapIdx).slots + slot);
  }

  setSlot(mapIdx: number, slot: number, value: number): void {
    this.words[this.map(mapIdx).slots + slot] = value;
  }

  /** Tracked program at `pos`, or -1 behind the last. */
  tracked(mapIdx: number, pos: number): number {
    const base = this.map(mapIdx).tracked;
    return pos < this.get(base) ? this.get(base + 1 + pos) : -1;
  }

  track(mapIdx: number, progIdx: number): void {
    const base = this.map(mapIdx).tracked;
    const count = this.get(base);
    this.words[base + 1 + count] = progIdx;
    this.words[base] = count + 1;
  }

  untrack(mapIdx: number, progIdx: number): void {
    const base = this.map(mapIdx).tracked;
    const count = this.get(base);
    const list = this.words.subarray(base + 1, base + 1 + count);
    const pos = list.indexOf(progIdx);
    assert(pos >= 0, `program ${progIdx} is not tracked by map ${mapIdx}`);
    list.copyWithin(pos, pos + 1);
    list[count - 1] = 0;
    this.words[base] = count - 1;
  }

  progState(progIdx: number): ProgState {
    return at(PROG_STATES, this.get(this.prog(progIdx).state));
  }

  setProgState(progIdx: number, state: ProgState): void {
    this.words[this.prog(progIdx).state] = PROG_STATES.indexOf(state);
  }

  progWord(progIdx: number, field: 'fd' | 'refs' | 'image' | 'runs'): number {
    return this.get(this.prog(progIdx)[field]);
  }

  setProgWord(progIdx: number, field: 'fd' | 'refs' | 'image' | 'runs', value: number): void {
    this.words[this.prog(progIdx)[field]] = value;
  }

  isStable(progIdx: number, pokeIdx: number): boolean {
    return this.get(this.pokeWord(progIdx, pokeIdx) + POKE.stable) !== 0;
  }

  setStable(progIdx: number, pokeIdx: number, stable: boolean): void {
    this.words[this.pokeWord(progIdx, pokeIdx) + POKE.stable] = Number(stable);
  }

  site(site: SiteRef): FiveBytes {
    return readFive(this.words, this.siteWord(site));
  }

  setSite(site: SiteRef, value: FiveBytes): void {
    writeFive(this.words, this.siteWord(site), value);
  }

  /** First work item, or null. */
  firstWork(): { readonly kind: 'free' | 'clear'; readonly idx: number } | null {
    const base = this.layout.work;
    if (this.get(base) === 0) return null;
    return { kind: this.get(base + 1) === 0 ? 'free' : 'clear', idx: this.get(base + 2) };
  }

  queueWork(kind: 'free' | 'clear', idx: number): void {
    const base = this.layout.work;
    const count = this.get(base);
    this.words[base + 1 + 2 * count] = kind === 'free' ? 0 : 1;
    this.words[base + 2 + 2 * count] = idx;
    this.words[base] = count + 1;
  }

  dropWork(): void {
    const base = this.layout.work;
    const count = this.get(base);
    this.words.copyWithin(base + 1, base + 3, base + 1 + 2 * count);
    this.words.fill(0, base + 1 + 2 * (count - 1), base + 1 + 2 * count);
    this.words[base] = count - 1;
  }

  private get(word: number): number {
    return wordAt(this.words, word);
  }

  private map(mapIdx: number): MapLayout {
    return at(this.layout.maps, mapIdx);
  }

  private prog(progIdx: number): ProgLayout {
    return at(this.layout.progs, progIdx);
  }

  private mutexWord(mapIdx: number | null): number {
    return mapIdx === null ? this.layout.textMutex : this.map(mapIdx).mutex;
  }

  private pokeWord(progIdx: number, pokeIdx: number): number {
    return this.prog(progIdx).pokes + pokeIdx * POKE.size;
  }

  private siteWord(site: SiteRef): number {
    return this.pokeWord(site.progIdx, site.pokeIdx) + POKE[site.which];
  }
}

/** Index + 1 with 0 for empty, to a slot's value. */
export function slotValue(word: number): SlotValue {
  return word === 0 ? null : word - 1;
}

/** A word of a state; not base's `at`, whose one call site for all arrays is slow here. */
function wordAt(words: Int32Array, word: number): number {
  const value = words[word];
  assert(value !== undefined, 'word outside the state');
  return value;
}

function readFive(words: Int32Array, word: number): FiveBytes {
  return { low: wordAt(words, word), high: wordAt(words, word + 1) };
}

function writeFive(words: Int32Array, word: number, value: FiveBytes): void {
  words[word] = value.low;
  words[word + 1] = value.high;
}
