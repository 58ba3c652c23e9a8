// Maps in memory: where values are, and what looking up, updating and deleting do.
// Authority: Linux 6.1 kernel/bpf/arraymap.c, hashtab.c, lpm_trie.c (errnos as measured in the golden
// runs). Not modelled: locks, buckets, map flags (no BPF_F_NO_PREALLOC, RDONLY and the like).

import type { MapDef } from '../../bpf/index.ts';
import type { RunLayout } from '../../kernel/index.ts';
import { loadBytes } from './bytes.ts';
import { type Backing, MappedRegion, type Pair, type QuadReader } from './region.ts';

export const ENOENT = 2;
export const E2BIG = 7;
export const EEXIST = 17;
export const EINVAL = 22;
export const ENOSPC = 28;

/** Flags of an update. */
export const BPF_NOEXIST = 1;
export const BPF_EXIST = 2;

/** What stores of one environment share. */
export interface StoreContext {
  readonly layout: RunLayout;
  readonly cpus: number;
  /** Reserves words of the state for values; -1 when the lab has used up what is modelled. */
  takeValues(words: number): number;
  /** A piece of address space for elements that programs reach through pointers only. */
  placeElems(byteLen: number): bigint;
  /** A piece of every CPU's area: its per-CPU pointer. */
  placePercpu(byteLen: number): bigint;
  /** Where a per-CPU pointer leads on a CPU. */
  percpuAddr(pointer: bigint, cpu: number): bigint;
}

/** A map as the images know it. */
export interface PlacedMap {
  readonly def: MapDef;
  readonly mapIdx: number;
  readonly addr: bigint;
  readonly valueAddr: bigint;
}

/** One map. Elements are known by their position; in arrays that is the key. */
export interface MapStore {
  readonly regions: readonly MappedRegion[];
  init(words: Int32Array): void;
  /** Position of the element of `key`, or -1. */
  find(words: Int32Array, key: Uint8Array): number;
  /** Address of a value as a CPU sees it. */
  valueAddr(elem: number, cpu: number): bigint;
  /** Address of the element itself, as `__htab_map_lookup_elem` returns it. */
  elemAddr(elem: number): bigint;
  /** What user space reads of an element; for per-CPU maps the values of all CPUs. */
  read(words: Int32Array, elem: number): Uint8Array;
  /** Errno as a positive number. `cpu` null: user space, which writes the values of all CPUs. */
  update(words: Int32Array, change: MapUpdate): number;
  delete(words: Int32Array, key: Uint8Array): number;
}

export interface MapUpdate {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly flags: number;
  readonly cpu: number | null;
}

export function roundUp8(size: number): number {
  return Math.ceil(size / 8) * 8;
}

export function toPair(value: bigint, out: Pair): void {
  out.lo = Number(BigInt.asIntN(32, value));
  out.hi = Number(BigInt.asIntN(32, value >> 32n));
}

/** Reads max_entries and, behind the head, one quad per key. */
export function mapQuads(
  layout: RunLayout,
  def: MapDef,
  entry: (words: Int32Array, key: number, out: Pair) => void,
): QuadReader {
  const maxOff = layout.mapMaxEntries & ~7;
  return (words, off, out) => {
    out.lo = 0;
    out.hi = 0;
    if (off >= layout.arrayValue) entry(words, (off - layout.arrayValue) / 8, out);
    else if (off === maxOff && layout.mapMaxEntries === maxOff) out.lo = def.maxEntries | 0;
    else if (off === maxOff) out.hi = def.maxEntries | 0;
  };
}

/** So that the largest maps of a lab fit side by side; a kernel has no memory for larger ones. */
const MAX_SPAN = 2 ** 32;

const NO_ENTRY = (): void => {};

/** `struct bpf_map` of a map whose elements are elsewhere. */
export function mapHead(context: StoreContext, map: PlacedMap, byteLen: number): MappedRegion {
  return new MappedRegion({
    name: `struct bpf_map ${map.def.name}`,
    kind: 'object',
    base: map.addr,
    byteLen,
    cpu: null,
    backing: { kind: 'computed', read: mapQuads(context.layout, map.def, NO_ENTRY) },
    mapIdx: map.mapIdx,
  });
}

/** Bytes of address space for the elements of a map: those beyond are nowhere, as they are not kept either. */
export function spanOf(stride: number, { maxEntries }: MapDef): number {
  return Math.min(stride * maxEntries, MAX_SPAN);
}

/** Values in the state, or a note that they are too many. */
export function valueBacking(context: StoreContext, byteLen: number): Backing {
  const word = context.takeValues(Math.ceil(byteLen / 4));
  if (word >= 0) return { kind: 'words', word, writable: true };
  return { kind: 'not-modelled', reason: 'the values of this map are more than is modelled' };
}

/** Little-endian key of an array; keys that are too short read as zero beyond. */
export function arrayKey(key: Uint8Array): number {
  const byte = (idx: number): number => key[idx] ?? 0;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

/** What an array answers to an update before it writes. */
export function arrayUpdateErrno(def: MapDef, change: MapUpdate): number {
  if (change.flags > BPF_EXIST) return EINVAL;
  if (arrayKey(change.key) >= def.maxEntries) return E2BIG;
  return change.flags === BPF_NOEXIST ? EEXIST : 0;
}

/** Bytes of a region; zeroes where it is not kept. */
export function regionBytes(
  words: Int32Array,
  region: MappedRegion,
  off: number,
  byteLen: number,
): Uint8Array {
  if (region.word < 0) return new Uint8Array(byteLen);
  return loadBytes(words, region.word * 4 + off, byteLen);
}

/** The values of all CPUs, one behind the other. */
export function percpuBytes(
  words: Int32Array,
  values: readonly MappedRegion[],
  off: number,
  stride: number,
): Uint8Array {
  const all = new Uint8Array(values.length * stride);
  for (const [cpu, region] of values.entries()) {
    all.set(regionBytes(words, region, off, stride), cpu * stride);
  }
  return all;
}
