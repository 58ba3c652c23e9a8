// All maps of a lab in memory, and how much of their values is kept.
// Simplification: values beyond 256 KiB in a lab are not kept; touching them is a fault that says so.

import { at } from '../../base/index.ts';
import type { MapType } from '../../bpf/index.ts';
import { ArrayStore, PercpuArrayStore, ProgArrayStore } from './array-stores.ts';
import { HashStore, LpmStore } from './elem-stores.ts';
import type { EnvInput } from './env-input.ts';
import type { FoundMap } from './func-call.ts';
import { type MapStore, mapQuads, type PlacedMap, type StoreContext, toPair } from './map-store.ts';
import type { PercpuAreas } from './percpu.ts';
import type { MappedRegion, QuadReader } from './region.ts';

const VALUE_WORDS = 65_536;
/** In vmalloc space, 8 TiB behind the arrays. */
const ELEMS_START = 0xffff_d000_0000_0000n;
const PAGE_SIZE = 4096n;

export class MapSpace {
  readonly regions: readonly MappedRegion[];
  private readonly input: EnvInput;
  private readonly stores: readonly MapStore[];
  private readonly byAddr: ReadonlyMap<bigint, number>;

  constructor(input: EnvInput, percpu: PercpuAreas, take: (words: number) => number) {
    this.input = input;
    const context = storeContext(input, percpu, take);
    this.stores = input.maps.map((map, mapIdx) => this.create(context, { ...map, mapIdx }));
    this.byAddr = new Map(input.maps.map((map, mapIdx) => [map.addr, mapIdx]));
    this.regions = this.stores.flatMap((store) => store.regions);
  }

  init(words: Int32Array): void {
    for (const store of this.stores) store.init(words);
  }

  store(mapIdx: number): MapStore {
    return at(this.stores, mapIdx);
  }

  /** The map whose struct bpf_map is at `addr`. */
  mapAt(addr: bigint): FoundMap | null {
    const mapIdx = this.byAddr.get(addr);
    if (mapIdx === undefined) return null;
    const { keySize, valueSize } = at(this.input.maps, mapIdx).def;
    return { mapIdx, store: this.store(mapIdx), keySize, valueSize };
  }

  private create(context: StoreContext, map: PlacedMap): MapStore {
    const kinds: Readonly<Record<MapType, () => MapStore>> = {
      prog_array: () => new ProgArrayStore(context, map, this.slots(map)),
      array: () => new ArrayStore(context, map),
      percpu_array: () => new PercpuArrayStore(context, map),
      hash: () => new HashStore(context, map),
      lru_hash: () => new HashStore(context, map),
      percpu_hash: () => new HashStore(context, map),
      lru_percpu_hash: () => new HashStore(context, map),
      lpm_trie: () => new LpmStore(context, map),
    };
    return kinds[map.def.type]();
  }

  /** max_entries, and in `ptrs` the struct bpf_prog of each slot. */
  private slots({ def, mapIdx }: PlacedMap): QuadReader {
    const { layout, progs, slot } = this.input;
    return mapQuads(layout, def, (words, key, out) => {
      const prog = slot(words, mapIdx, key);
      toPair(prog === 0 ? 0n : at(progs, prog - 1).progAddr, out);
    });
  }
}

function storeContext(
  input: EnvInput,
  percpu: PercpuAreas,
  take: (words: number) => number,
): StoreContext {
  let left = VALUE_WORDS;
  let nextElems = ELEMS_START;
  return {
    layout: input.layout,
    cpus: input.cpus,
    takeValues: (words) => {
      if (words > left) return -1;
      left -= words;
      return take(words);
    },
    placeElems: (byteLen) => {
      const base = nextElems;
      nextElems += (BigInt(byteLen) / PAGE_SIZE + 2n) * PAGE_SIZE;
      return base;
    },
    placePercpu: (byteLen) => percpu.place(byteLen),
    percpuAddr: (pointer, cpu) => percpu.addr(pointer, cpu),
  };
}
