// Maps whose elements are all there from the start: array, percpu_array, prog_array.
// Authority: Linux 6.1 kernel/bpf/arraymap.c.

import { storeBytes } from './bytes.ts';
import {
  arrayKey,
  arrayUpdateErrno,
  EINVAL,
  type MapStore,
  type MapUpdate,
  mapHead,
  mapQuads,
  type PlacedMap,
  percpuBytes,
  regionBytes,
  roundUp8,
  type StoreContext,
  spanOf,
  toPair,
  valueBacking,
} from './map-store.ts';
import { MappedRegion, type QuadReader } from './region.ts';

function findKey({ def }: PlacedMap, key: Uint8Array): number {
  const number = arrayKey(key);
  return number < def.maxEntries ? number : -1;
}

export class ArrayStore implements MapStore {
  readonly regions: readonly MappedRegion[];
  private readonly map: PlacedMap;
  private readonly values: MappedRegion;
  private readonly stride: number;

  constructor(context: StoreContext, map: PlacedMap) {
    this.map = map;
    this.stride = roundUp8(map.def.valueSize);
    const byteLen = spanOf(this.stride, map.def);
    this.values = new MappedRegion({
      name: `values of ${map.def.name}`,
      kind: 'map-value',
      base: map.valueAddr,
      byteLen,
      cpu: null,
      backing: valueBacking(context, byteLen),
      mapIdx: map.mapIdx,
      stride: this.stride,
    });
    this.regions = [mapHead(context, map, context.layout.arrayValue), this.values];
  }

  init(): void {
    // All values begin as zero.
  }

  find(_words: Int32Array, key: Uint8Array): number {
    return findKey(this.map, key);
  }

  valueAddr(elem: number): bigint {
    return this.map.valueAddr + BigInt(elem * this.stride);
  }

  elemAddr(elem: number): bigint {
    return this.valueAddr(elem);
  }

  read(words: Int32Array, elem: number): Uint8Array {
    return regionBytes(words, this.values, elem * this.stride, this.map.def.valueSize);
  }

  update(words: Int32Array, change: MapUpdate): number {
    const errno = arrayUpdateErrno(this.map.def, change);
    if (errno !== 0 || this.values.word < 0) return errno;
    const byteOff = this.values.word * 4 + arrayKey(change.key) * this.stride;
    storeBytes(words, byteOff, change.value, this.map.def.valueSize);
    return 0;
  }

  delete(): number {
    return EINVAL;
  }
}

export class PercpuArrayStore implements MapStore {
  readonly regions: readonly MappedRegion[];
  private readonly map: PlacedMap;
  private readonly context: StoreContext;
  private readonly values: readonly MappedRegion[];
  private readonly pointer: bigint;
  private readonly stride: number;

  constructor(context: StoreContext, map: PlacedMap) {
    const { def, mapIdx } = map;
    this.map = map;
    this.context = context;
    this.stride = roundUp8(def.valueSize);
    const byteLen = spanOf(this.stride, def);
    this.pointer = context.placePercpu(byteLen);
    this.values = percpuValues(context, map, this.pointer, this.stride);
    const { layout } = context;
    const pointers = mapQuads(layout, def, (_words, key, out) => {
      toPair(this.pointer + BigInt(key * this.stride), out);
    });
    this.regions = [arrayStruct(context, map, pointers, mapIdx), ...this.values];
  }

  init(): void {
    // All values begin as zero.
  }

  find(_words: Int32Array, key: Uint8Array): number {
    return findKey(this.map, key);
  }

  valueAddr(elem: number, cpu: number): bigint {
    return this.context.percpuAddr(this.pointer + BigInt(elem * this.stride), cpu);
  }

  elemAddr(): bigint {
    return 0n;
  }

  read(words: Int32Array, elem: number): Uint8Array {
    return percpuBytes(words, this.values, elem * this.stride, this.stride);
  }

  update(words: Int32Array, change: MapUpdate): number {
    const errno = arrayUpdateErrno(this.map.def, change);
    if (errno === 0)
      storePercpu(words, this.values, arrayKey(change.key) * this.stride, this.stride, change);
    return errno;
  }

  delete(): number {
    return EINVAL;
  }
}

/** A prog array: programs by slot, written by system calls only. */
export class ProgArrayStore implements MapStore {
  readonly regions: readonly MappedRegion[];

  constructor(context: StoreContext, map: PlacedMap, slots: QuadReader) {
    this.regions = [arrayStruct(context, map, slots, map.mapIdx)];
  }

  init(): void {
    // Slots are kept by the machine.
  }

  find(): number {
    return -1;
  }

  valueAddr(): bigint {
    return 0n;
  }

  elemAddr(): bigint {
    return 0n;
  }

  read(): Uint8Array {
    return new Uint8Array(0);
  }

  update(): number {
    return EINVAL;
  }

  delete(): number {
    return EINVAL;
  }
}

/** `struct bpf_array` with one pointer per key. */
function arrayStruct(
  { layout }: StoreContext,
  map: PlacedMap,
  read: QuadReader,
  mapIdx: number,
): MappedRegion {
  return new MappedRegion({
    name: `struct bpf_array ${map.def.name}`,
    kind: map.def.type === 'prog_array' ? 'map-slot' : 'object',
    base: map.addr,
    byteLen: layout.arrayValue + spanOf(8, map.def),
    cpu: null,
    backing: { kind: 'computed', read },
    mapIdx,
    stride: 8,
    keyOff: layout.arrayValue,
  });
}

/** One region of values for each CPU. */
export function percpuValues(
  context: StoreContext,
  { def, mapIdx }: PlacedMap,
  pointer: bigint,
  stride: number,
): MappedRegion[] {
  const byteLen = spanOf(stride, def);
  return Array.from(
    { length: context.cpus },
    (_, cpu) =>
      new MappedRegion({
        name: `values of ${def.name} on CPU ${cpu}`,
        kind: 'map-value',
        base: context.percpuAddr(pointer, cpu),
        byteLen,
        cpu,
        backing: valueBacking(context, byteLen),
        mapIdx,
        stride,
      }),
  );
}

/**
 * Writes the value of one CPU, or of all: user space gives them one behind the other, and where it
 * gives fewer bytes than that the rest becomes zero.
 */
export function storePercpu(
  words: Int32Array,
  values: readonly MappedRegion[],
  off: number,
  stride: number,
  { value, cpu }: MapUpdate,
): void {
  for (const [idx, region] of values.entries()) {
    if (region.word < 0 || (cpu !== null && cpu !== idx)) continue;
    const bytes = cpu === null ? value.subarray(idx * stride, (idx + 1) * stride) : value;
    storeBytes(words, region.word * 4 + off, bytes, stride);
  }
}
