// Pieces of kernel memory that running programs can reach, and the look-up of an address.
// Authority: Linux 6.1 Documentation/arch/x86/x86_64/mm.rst for what lies where. Not modelled: paging;
// what no program is ever given the address of is not mapped at all.

import { assert, hexAddr, s64 } from '../../base/index.ts';

/** What a piece of memory is. `object` is any other kernel structure: a device, a task. */
export type RegionKind =
  | 'stack'
  | 'ctx'
  | 'packet'
  | 'map-value'
  | 'map-slot'
  | 'prog'
  | 'percpu'
  | 'object';

/** A piece of memory as the page shows it. */
export interface Region {
  readonly name: string;
  readonly kind: RegionKind;
  readonly base: bigint;
  readonly byteLen: number;
  /** CPU that it belongs to; null: all. */
  readonly cpu: number | null;
}

/** A 64-bit value as two signed words. */
export interface Pair {
  lo: number;
  hi: number;
}

/** Computes the eight bytes at `off` (a multiple of 8 within the region) into `out`. */
export type QuadReader = (words: Int32Array, off: number, out: Pair) => void;

/** Where the bytes are: in the state from word `word` on, computed when read, or not kept at all. */
export type Backing =
  | { readonly kind: 'words'; readonly word: number; readonly writable: boolean }
  | { readonly kind: 'computed'; readonly read: QuadReader }
  | { readonly kind: 'not-modelled'; readonly reason: string };

export interface RegionInput extends Region {
  readonly backing: Backing;
  /** Map that the region belongs to, or -1. */
  readonly mapIdx?: number;
  /** Bytes from one key to the next; 0 where there is but one. */
  readonly stride?: number;
  /** Where key 0 begins; bytes before it belong to the map itself. */
  readonly keyOff?: number;
}

/** A region as the executor's memory sees it: numbers only. */
export class MappedRegion implements Region {
  readonly name: string;
  readonly kind: RegionKind;
  readonly base: bigint;
  readonly byteLen: number;
  readonly cpu: number | null;
  /** Base as unsigned low and signed high word. */
  readonly baseLo: number;
  readonly baseHi: number;
  /** First word in the state, or -1. */
  readonly word: number;
  readonly writable: boolean;
  readonly read: QuadReader | null;
  /** Why accesses fail, or null. */
  readonly refusal: string | null;
  readonly mapIdx: number;
  private readonly stride: number;
  private readonly keyOff: number;

  constructor(input: RegionInput) {
    const { backing } = input;
    this.name = input.name;
    this.kind = input.kind;
    this.base = input.base;
    this.byteLen = input.byteLen;
    this.cpu = input.cpu;
    this.baseLo = Number(input.base & 0xffff_ffffn);
    this.baseHi = Number(s64(input.base) >> 32n);
    this.word = backing.kind === 'words' ? backing.word : -1;
    this.writable = backing.kind === 'words' && backing.writable;
    this.read = backing.kind === 'computed' ? backing.read : null;
    this.refusal = backing.kind === 'not-modelled' ? backing.reason : null;
    this.mapIdx = input.mapIdx ?? -1;
    this.stride = input.stride ?? 0;
    this.keyOff = input.keyOff ?? 0;
    const unit = backing.kind === 'computed' ? 7n : 3n;
    assert((input.base & unit) === 0n, `${input.name} at ${hexAddr(input.base)} is not aligned`);
  }

  /** True where other CPUs can see or make a change: slots, and values that are not per CPU. */
  isShared(off: number): boolean {
    if (this.kind === 'map-slot') return this.keyAt(off) >= 0;
    return this.kind === 'map-value' && this.cpu === null && this.keyAt(off) >= 0;
  }

  /** Position of the element that `off` lies in; -1 outside all of them. */
  keyAt(off: number): number {
    if (this.stride === 0 || off < this.keyOff) return -1;
    return Math.floor((off - this.keyOff) / this.stride);
  }
}

/** All regions, sorted, so that an address is found by halving. */
export class RegionTable {
  readonly regions: readonly MappedRegion[];

  constructor(regions: readonly MappedRegion[]) {
    this.regions = [...regions].sort((a, b) => (a.base < b.base ? -1 : 1));
    for (const [idx, region] of this.regions.entries()) {
      const next = this.regions[idx + 1];
      assert(
        !next || region.base + BigInt(region.byteLen) <= next.base,
        `${region.name} and ${next?.name} overlap`,
      );
    }
  }

  /** The region that has the byte at an address, or null. */
  find(addrLo: number, addrHi: number): MappedRegion | null {
    const { regions } = this;
    let low = 0;
    let high = regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = regions[middle];
      if (region && !isBelow(addrLo, addrHi, region)) low = middle + 1;
      else high = middle;
    }
    const found = regions[low - 1];
    return found && offsetIn(found, addrLo, addrHi) >= 0 ? found : null;
  }
}

function isBelow(addrLo: number, addrHi: number, region: MappedRegion): boolean {
  const high = addrHi >>> 0;
  const regionHigh = region.baseHi >>> 0;
  return high < regionHigh || (high === regionHigh && addrLo >>> 0 < region.baseLo);
}

/** Bytes from the region's base to an address, or -1 outside it. */
export function offsetIn(region: MappedRegion, addrLo: number, addrHi: number): number {
  const borrow = addrLo >>> 0 < region.baseLo ? 1 : 0;
  if (((addrHi - region.baseHi - borrow) | 0) !== 0) return -1;
  const off = (addrLo >>> 0) - region.baseLo + borrow * 2 ** 32;
  return off < region.byteLen ? off : -1;
}
