// Maps whose elements come and go: the hashes and lpm_trie. Elements lie in one piece of memory, as
// preallocated ones do; which one a key gets depends on the order of updates alone.
// Authority: Linux 6.1 kernel/bpf/hashtab.c (struct htab_elem), lpm_trie.c.
// Simplification: a full lru map drops the element that was inserted first, used or not.

import { percpuValues, storePercpu } from './array-stores.ts';
import { hasBytes, loadByte, storeByte, storeBytes } from './bytes.ts';
import {
  arrayKey,
  BPF_EXIST,
  BPF_NOEXIST,
  E2BIG,
  EEXIST,
  EINVAL,
  ENOENT,
  ENOSPC,
  type MapStore,
  type MapUpdate,
  mapHead,
  type PlacedMap,
  percpuBytes,
  regionBytes,
  roundUp8,
  type StoreContext,
  spanOf,
  toPair,
  valueBacking,
} from './map-store.ts';
import { MappedRegion, type Pair } from './region.ts';

/**
 * Words at the start of an element, in place of the kernel's list links: when it was inserted, counted
 * from 1; 0 = free.
 */
const BORN = 0;

/** What differs between the maps that keep elements. */
interface ElemShape {
  /** Bytes before the key. */
  readonly head: number;
  readonly full: number;
  readonly percpu: boolean;
  readonly lru: boolean;
}

abstract class ElemStore implements MapStore {
  readonly regions: readonly MappedRegion[];
  protected readonly map: PlacedMap;
  protected readonly keyOff: number;
  private readonly shape: ElemShape;
  private readonly context: StoreContext;
  private readonly elems: MappedRegion;
  private readonly percpu: readonly MappedRegion[];
  private readonly pointer: bigint;
  private readonly stride: number;
  private readonly valueOff: number;
  private readonly percpuStride: number;
  private readonly quad: Pair = { lo: 0, hi: 0 };

  constructor(context: StoreContext, map: PlacedMap, shape: ElemShape) {
    const { def, mapIdx } = map;
    this.context = context;
    this.map = map;
    this.shape = shape;
    this.keyOff = shape.head;
    this.valueOff = shape.head + roundUp8(def.keySize);
    this.percpuStride = roundUp8(def.valueSize);
    this.stride = this.valueOff + (shape.percpu ? 8 : this.percpuStride);
    const byteLen = spanOf(this.stride, def);
    this.elems = new MappedRegion({
      name: `elements of ${def.name}`,
      kind: 'map-value',
      base: context.placeElems(byteLen),
      byteLen,
      cpu: null,
      backing: valueBacking(context, byteLen),
      mapIdx,
      stride: this.stride,
    });
    const percpuLen = shape.percpu ? spanOf(this.percpuStride, def) : 0;
    this.pointer = shape.percpu ? context.placePercpu(percpuLen) : 0n;
    this.percpu = shape.percpu ? percpuValues(context, map, this.pointer, this.percpuStride) : [];
    const head = mapHead(context, map, roundUp8(context.layout.mapMaxEntries + 4));
    this.regions = [head, this.elems, ...this.percpu];
  }

  /** Per-CPU pointers stand in every element from the start. */
  init(words: Int32Array): void {
    if (!this.shape.percpu || this.elems.word < 0) return;
    for (let elem = 0; elem < this.map.def.maxEntries; elem++) {
      toPair(this.pointer + BigInt(elem * this.percpuStride), this.quad);
      const word = (this.byteOf(elem) + this.valueOff) >> 2;
      words[word] = this.quad.lo;
      words[word + 1] = this.quad.hi;
    }
  }

  elemAddr(elem: number): bigint {
    return this.elems.base + BigInt(elem * this.stride);
  }

  abstract find(words: Int32Array, key: Uint8Array): number;

  valueAddr(elem: number, cpu: number): bigint {
    if (!this.shape.percpu) return this.elemAddr(elem) + BigInt(this.valueOff);
    return this.context.percpuAddr(this.pointer + BigInt(elem * this.percpuStride), cpu);
  }

  read(words: Int32Array, elem: number): Uint8Array {
    if (this.shape.percpu) {
      return percpuBytes(words, this.percpu, elem * this.percpuStride, this.percpuStride);
    }
    const off = elem * this.stride + this.valueOff;
    return regionBytes(words, this.elems, off, this.map.def.valueSize);
  }

  update(words: Int32Array, change: MapUpdate): number {
    if (change.flags > BPF_EXIST) return EINVAL;
    const found = this.exact(words, change.key);
    if (found >= 0 && change.flags === BPF_NOEXIST) return EEXIST;
    if (found < 0 && change.flags === BPF_EXIST) return ENOENT;
    const elem = found >= 0 ? found : this.insert(words, change.key);
    if (elem < 0) return this.shape.full;
    this.write(words, elem, change);
    return 0;
  }

  delete(words: Int32Array, key: Uint8Array): number {
    const elem = this.exact(words, key);
    if (elem < 0) return ENOENT;
    words[this.byteOf(elem) >> 2] = 0;
    return 0;
  }

  /** The element with exactly this key, or -1. */
  protected exact(words: Int32Array, key: Uint8Array): number {
    return this.pick(words, (byteOff) => (hasBytes(words, byteOff + this.keyOff, key) ? 1 : 0));
  }

  /** Element in use that `score` likes best, or -1; 0 is no. `score` gets its first byte. */
  protected pick(words: Int32Array, score: (byteOff: number) => number): number {
    if (this.elems.word < 0) return -1;
    let best = -1;
    let most = 0;
    for (let elem = 0; elem < this.map.def.maxEntries; elem++) {
      const byteOff = this.byteOf(elem);
      const got = (words[(byteOff >> 2) + BORN] ?? 0) === 0 ? 0 : score(byteOff);
      if (got > most) {
        most = got;
        best = elem;
      }
    }
    return best;
  }

  private byteOf(elem: number): number {
    return this.elems.word * 4 + elem * this.stride;
  }

  private insert(words: Int32Array, key: Uint8Array): number {
    if (this.elems.word < 0) return -1;
    const elem = this.freeElem(words);
    if (elem < 0) return -1;
    const byteOff = this.byteOf(elem);
    words[(byteOff >> 2) + BORN] = 1 + this.lastBorn(words);
    storeByte(words, byteOff + 35, 0);
    storeBytes(words, byteOff + this.keyOff, key, roundUp8(this.map.def.keySize));
    for (const region of this.percpu) {
      if (region.word < 0) continue;
      const first = region.word * 4 + elem * this.percpuStride;
      storeBytes(words, first, new Uint8Array(0), this.percpuStride);
    }
    return elem;
  }

  private freeElem(words: Int32Array): number {
    let oldest = -1;
    let born = Number.POSITIVE_INFINITY;
    for (let elem = 0; elem < this.map.def.maxEntries; elem++) {
      const since = words[(this.byteOf(elem) >> 2) + BORN] ?? 0;
      if (since === 0) return elem;
      if (since < born) {
        born = since;
        oldest = elem;
      }
    }
    return this.shape.lru ? oldest : -1;
  }

  private lastBorn(words: Int32Array): number {
    let last = 0;
    for (let elem = 0; elem < this.map.def.maxEntries; elem++) {
      last = Math.max(last, words[(this.byteOf(elem) >> 2) + BORN] ?? 0);
    }
    return last;
  }

  private write(words: Int32Array, elem: number, change: MapUpdate): void {
    if (this.shape.percpu) {
      storePercpu(words, this.percpu, elem * this.percpuStride, this.percpuStride, change);
    } else {
      const { valueSize } = this.map.def;
      storeBytes(words, this.byteOf(elem) + this.valueOff, change.value, valueSize);
    }
  }
}

/** hash, lru_hash and their per-CPU forms. */
export class HashStore extends ElemStore {
  constructor(context: StoreContext, map: PlacedMap) {
    const { type } = map.def;
    super(context, map, {
      head: context.layout.htabElemKey,
      full: E2BIG,
      percpu: type === 'percpu_hash' || type === 'lru_percpu_hash',
      lru: type === 'lru_hash' || type === 'lru_percpu_hash',
    });
  }

  find(words: Int32Array, key: Uint8Array): number {
    return this.exact(words, key);
  }
}

/** Bytes of `struct lpm_trie_node` before the value, about. */
const LPM_NODE_HEAD = 40;

export class LpmStore extends ElemStore {
  constructor(context: StoreContext, map: PlacedMap) {
    super(context, map, { head: LPM_NODE_HEAD, full: ENOSPC, percpu: false, lru: false });
  }

  /** The longest prefix that `key` begins with and that is no longer than `key` says. */
  find(words: Int32Array, key: Uint8Array): number {
    const length = arrayKey(key);
    return this.pick(words, (byteOff) => {
      const first = byteOff + this.keyOff;
      const prefix =
        loadByte(words, first) |
        (loadByte(words, first + 1) << 8) |
        (loadByte(words, first + 2) << 16);
      if (prefix > length) return 0;
      return prefixMatches(words, first + 4, key.subarray(4), prefix) ? prefix + 1 : 0;
    });
  }

  override update(words: Int32Array, change: MapUpdate): number {
    const maxPrefix = 8 * (this.map.def.keySize - 4);
    return arrayKey(change.key) > maxPrefix ? EINVAL : super.update(words, change);
  }
}

function prefixMatches(
  words: Int32Array,
  byteOff: number,
  data: Uint8Array,
  bits: number,
): boolean {
  for (let bit = 0; bit < bits; bit++) {
    const differs = loadByte(words, byteOff + (bit >> 3)) ^ (data[bit >> 3] ?? 0);
    if ((differs & (0x80 >> (bit & 7))) !== 0) return false;
  }
  return true;
}
