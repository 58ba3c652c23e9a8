// Memory as one CPU's instructions see it: loads and stores by address, in the words of a state.
// Authority: Intel SDM vol. 3, 4.7 (page faults) for what a refusal stands for.
// Simplification: an access that runs over the end of a region faults, also where the next one begins.

import type { AccessLen, X86Memory } from '../../x86/index.ts';
import { storeByte } from './bytes.ts';
import {
  type MappedRegion,
  offsetIn,
  type Pair,
  type RegionKind,
  type RegionTable,
} from './region.ts';

/** What the last access hit. The same object is used again by the next access. */
export interface Touch {
  /** Null before any access and after one that hit nothing. */
  kind: RegionKind | null;
  cpu: number | null;
  /** Map that a value or a slot belongs to, or -1. */
  mapIdx: number;
  /** Key of an array, position of an element of any other map, or -1: the map's own fields. */
  key: number;
  write: boolean;
}

export class EnvMemory implements X86Memory {
  lo = 0;
  hi = 0;
  /** Why the last refused access was refused; null before any. */
  fault: string | null = null;
  /** The last refusal was for something that is not kept here, though a kernel has it. */
  notModelled = false;
  /** While set, what other CPUs share is refused, so that the CPU can stop before it. */
  stopsAtShared = false;
  /** The last refusal was for that reason alone. */
  stoppedAtShared = false;
  readonly touched: Touch = { kind: null, cpu: null, mapIdx: -1, key: -1, write: false };
  private words: Int32Array = new Int32Array(0);
  private readonly table: RegionTable;
  /** Tried first: the CPU's own stack, then the region of the last access. */
  private readonly stack: MappedRegion;
  private last: MappedRegion;
  private readonly quad: Pair = { lo: 0, hi: 0 };
  private readonly missing: (addrLo: number, addrHi: number) => string;

  /** `missing` says in words why nothing is at an address. */
  constructor(
    table: RegionTable,
    stack: MappedRegion,
    missing: (addrLo: number, addrHi: number) => string,
  ) {
    this.table = table;
    this.stack = stack;
    this.last = stack;
    this.missing = missing;
  }

  /** Says which state is meant from now on. */
  bind(words: Int32Array): void {
    this.words = words;
  }

  load(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const region = this.regionOf(addrLo, addrHi);
    if (region === null) return this.nothing(addrLo, addrHi);
    const off = offsetIn(region, addrLo, addrHi);
    this.note(region, off, false);
    if (this.stopsAtShared && region.isShared(off)) return this.stopAtShared();
    if (off + byteLen > region.byteLen) return this.refuse(`beyond the end of ${region.name}`);
    if (region.word >= 0) {
      this.loadWords(region.word * 4 + off, byteLen);
      return true;
    }
    return this.loadComputed(region, off, byteLen);
  }

  store(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const region = this.regionOf(addrLo, addrHi);
    if (region === null) return this.nothing(addrLo, addrHi);
    const off = offsetIn(region, addrLo, addrHi);
    this.note(region, off, true);
    if (this.stopsAtShared && region.isShared(off)) return this.stopAtShared();
    if (off + byteLen > region.byteLen) return this.refuse(`beyond the end of ${region.name}`);
    if (!region.writable)
      return this.refuse(region.refusal ?? `${region.name} is read only`, region.refusal !== null);
    this.storeWords(region.word * 4 + off, byteLen);
    return true;
  }

  private regionOf(addrLo: number, addrHi: number): MappedRegion | null {
    if (offsetIn(this.stack, addrLo, addrHi) >= 0) return this.stack;
    if (offsetIn(this.last, addrLo, addrHi) >= 0) return this.last;
    const found = this.table.find(addrLo, addrHi);
    if (found !== null) this.last = found;
    return found;
  }

  private note(region: MappedRegion, off: number, write: boolean): void {
    const { touched } = this;
    touched.kind = region.kind;
    touched.cpu = region.cpu;
    touched.mapIdx = region.mapIdx;
    touched.key = region.mapIdx < 0 ? -1 : region.keyAt(off);
    touched.write = write;
  }

  private nothing(addrLo: number, addrHi: number): false {
    this.touched.kind = null;
    this.touched.mapIdx = -1;
    this.touched.key = -1;
    return this.refuse(this.missing(addrLo, addrHi));
  }

  private refuse(reason: string, notModelled = false): false {
    this.fault = reason;
    this.notModelled = notModelled;
    this.stoppedAtShared = false;
    return false;
  }

  private stopAtShared(): false {
    this.stoppedAtShared = true;
    return false;
  }

  private loadComputed(region: MappedRegion, off: number, byteLen: AccessLen): boolean {
    if (region.read === null)
      return this.refuse(region.refusal ?? `${region.name} is not modelled`, true);
    const inQuad = off & 7;
    if (inQuad + byteLen > 8) return this.refuse(`two fields of ${region.name} at once`);
    const { quad } = this;
    region.read(this.words, off - inQuad, quad);
    this.hi = 0;
    if (byteLen === 8) {
      this.lo = quad.lo;
      this.hi = quad.hi;
      return true;
    }
    const shift = (inQuad & 3) << 3;
    const word = inQuad < 4 ? quad.lo : quad.hi;
    const next = inQuad < 4 ? quad.hi : 0;
    this.lo = cut(join(word, next, shift), byteLen);
    return true;
  }

  private loadWords(byteOff: number, byteLen: AccessLen): void {
    const { words } = this;
    const word = byteOff >> 2;
    const shift = (byteOff & 3) << 3;
    const first = words[word] ?? 0;
    if (byteLen === 8) {
      const second = words[word + 1] ?? 0;
      this.lo = join(first, second, shift);
      this.hi = shift === 0 ? second : join(second, words[word + 2] ?? 0, shift);
      return;
    }
    this.hi = 0;
    this.lo = cut(shift === 0 ? first : join(first, words[word + 1] ?? 0, shift), byteLen);
  }

  private storeWords(byteOff: number, byteLen: AccessLen): void {
    if ((byteOff & 3) === 0 && byteLen >= 4) {
      this.words[byteOff >> 2] = this.lo;
      if (byteLen === 8) this.words[(byteOff >> 2) + 1] = this.hi;
      return;
    }
    for (let at = 0; at < byteLen; at++) {
      const value = at < 4 ? this.lo >>> (at << 3) : this.hi >>> ((at - 4) << 3);
      storeByte(this.words, byteOff + at, value);
    }
  }
}

/** 32 bits out of two words, from bit `shift` (0..31) of the first on. */
function join(first: number, second: number, shift: number): number {
  return shift === 0 ? first : (first >>> shift) | (second << (32 - shift));
}

function cut(word: number, byteLen: AccessLen): number {
  if (byteLen === 1) return word & 0xff;
  return byteLen === 2 ? word & 0xffff : word | 0;
}
