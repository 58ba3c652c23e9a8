// Names for the words of a state. All reading and writing of a state goes through here.

import { assert, at } from '../base/index.ts';
import type { ProgState, RcuFlavour, SiteRef, SlotValue } from './event.ts';
import { type FiveBytes, readFive, wordAt, writeFive } from './five-bytes.ts';
import { FRAME, type Layout, type MapLayout, POKE, type ProgLayout, WORK } from './layout.ts';

const PROG_STATES = ['absent', 'loading', 'loaded', 'held', 'unloaded', 'freed'] as const;

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

/** A state as words; only this package looks inside. Equal words are equal machines. */
export type MachineState = Int32Array;

const WORK_KINDS = ['free', 'clear', 'deferred'] as const;
type WorkKind = (typeof WORK_KINDS)[number];

/** Something that a system call left to the kernel's worker. */
export interface WorkItem {
  readonly kind: WorkKind;
  /** Program or map. */
  readonly idx: number;
  /** Grace period that it waits for, and the actors that this still waits for; 0 = none. */
  readonly gracePeriod: number;
  readonly readers: number;
  readonly flavour: RcuFlavour;
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

  publish(siteId: number, wanted: FiveBytes): void {
    this.words[this.layout.published] = siteId + 1;
    writeFive(this.words, this.layout.published + 1, wanted);
  }

  /** No handler finds the site any more; those that hold the descriptor still read it. */
  retire(): void {
    this.words[this.layout.published] = 0;
    this.forgetDescriptor();
  }

  /** Site that the int3 handler serves; -1 = none. */
  get publishedSite(): number {
    return this.get(this.layout.published) - 1;
  }

  /** What the handler acts as. */
  get publishedBytes(): FiveBytes {
    return readFive(this.words, this.layout.published + 1);
  }

  /** CPUs inside the int3 handler that hold its descriptor. */
  get handlers(): number {
    return this.get(this.layout.handlers);
  }

  claimDescriptor(): void {
    this.words[this.layout.handlers] = this.handlers + 1;
  }

  releaseDescriptor(): void {
    this.words[this.layout.handlers] = this.handlers - 1;
    this.forgetDescriptor();
  }

  /** So that equal machines are equal words. */
  private forgetDescriptor(): void {
    if (this.handlers !== 0 || this.publishedSite >= 0) return;
    writeFive(this.words, this.layout.published + 1, { low: 0, high: 0 });
  }

  /** Actors that have an IPI to take, a bit each. */
  get ipis(): number {
    return this.get(this.layout.ipis);
  }

  get ipiSender(): number {
    return this.get(this.layout.ipis + 1);
  }

  sendIpis(actors: number, sender: number): void {
    this.words[this.layout.ipis] = actors;
    this.words[this.layout.ipis + 1] = actors === 0 ? 0 : sender;
  }

  takeIpi(actor: number): void {
    this.sendIpis(this.ipis & ~(1 << actor), this.ipiSender);
  }

  /** Number of the sync that was begun last. */
  get syncs(): number {
    return this.get(this.layout.syncs);
  }

  nextGracePeriod(): number {
    const ordinal = this.get(this.layout.gracePeriods) + 1;
    this.words[this.layout.gracePeriods] = ordinal;
    return ordinal;
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

  get workCount(): number {
    return this.get(this.layout.work);
  }

  work(pos: number): WorkItem {
    const base = this.workWord(pos);
    return {
      kind: at(WORK_KINDS, this.get(base + WORK.kind)),
      idx: this.get(base + WORK.idx),
      gracePeriod: this.get(base + WORK.gracePeriod),
      readers: this.get(base + WORK.readers),
      flavour: this.get(base + WORK.trace) === 0 ? 'rcu' : 'tasks-trace',
    };
  }

  queueWork(item: WorkItem): void {
    const count = this.workCount;
    const base = this.workWord(count);
    this.words[base + WORK.kind] = WORK_KINDS.indexOf(item.kind);
    this.words[base + WORK.idx] = item.idx;
    this.words[base + WORK.gracePeriod] = item.gracePeriod;
    this.words[base + WORK.readers] = item.readers;
    this.words[base + WORK.trace] = Number(item.flavour === 'tasks-trace');
    this.words[this.layout.work] = count + 1;
  }

  dropWork(pos: number): void {
    const end = this.workWord(this.workCount);
    this.words.copyWithin(this.workWord(pos), this.workWord(pos + 1), end);
    this.words.fill(0, end - this.layout.workSize, end);
    this.words[this.layout.work] = this.workCount - 1;
  }

  /**
   * Grace periods do not wait for this actor any longer: it has left its section, or with `onlyRcu` its CPU
   * has passed a quiescent state inside a sleepable program, which tasks-trace ones wait for still.
   */
  dropReader(actor: number, onlyRcu: boolean): void {
    const drop = (readers: number, trace: number): void => {
      if (onlyRcu && this.get(trace) !== 0) return;
      this.words[readers] = this.get(readers) & ~(1 << actor);
    };
    for (const frame of this.layout.frames) drop(frame + FRAME.readers, frame + FRAME.trace);
    for (let pos = 0; pos < this.workCount; pos++) {
      const base = this.workWord(pos);
      drop(base + WORK.readers, base + WORK.trace);
    }
  }

  /** First word of an item of the queue. */
  workWord(pos: number): number {
    return this.layout.work + 1 + this.layout.workSize * pos;
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
