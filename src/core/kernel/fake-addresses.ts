// Kernel addresses for a lab: made up, always the same, and placed as x86-64 Linux 6.1 would place
// them without KASLR (memory map: Documentation/arch/x86/x86_64/mm.rst; images:
// bpf_jit_binary_pack_alloc in kernel/bpf/core.c).
// What moves when a lab is edited is what would move in a kernel: images keep their chunks until a
// program before them needs more or fewer; symbols and the hole before an image hang on names.
// Simplification: nothing is ever allocated in between, there is one prog pack, it never fills up.

import { type Addr, assert, at } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import type { AddressMap, KernelProfile } from './profile.ts';
import { runLayout } from './run-layout.ts';

/** A loaded program, as far as it takes memory. */
export interface FakeProg {
  readonly name: string;
  /** Slots of the rewritten program. */
  readonly insnCount: number;
  /** Image length of each function in bytes; these do not depend on addresses. */
  readonly funcSizes: readonly number[];
}

/** All that a lab puts into kernel memory. */
export interface FakeKernel {
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
  /** In load order. Null for one that has no images; asking for its addresses throws. */
  readonly progs: readonly (FakeProg | null)[];
}

/** An address map that also knows where each `struct bpf_prog` is. */
export interface FakeAddressMap extends AddressMap {
  prog(progIdx: number): Addr;
}

const TEXT_START = 0xffff_ffff_8100_0000n;
const TEXT_SIZE = 0x100_0000;
const FUNC_ALIGN = 16;
const MODULES_START = 0xffff_ffff_c000_0000n;
/** In the direct map of all memory. */
const SLABS_START = 0xffff_8881_0200_0000n;
/** In vmalloc space. */
const PROGS_START = 0xffff_c900_0004_0000n;
const LARGE_MAPS_START = 0xffff_c900_1000_0000n;
const PAGE_SIZE = 4096;

const CHUNK_SIZE = 64;
const HEADER_SIZE = 8;
/** Illegal instructions that every image gets at least, before or behind it. */
const MIN_FILLING = 16;
const IMAGE_ALIGN = 4;

const INSN_SIZE = 8;
/** sizeof(struct bpf_prog), about. */
const PROG_STRUCT_SIZE = 80;
/** Smallest allocation for a map. */
const MIN_MAP_SIZE = 512;
/** Largest map that does not come from vmalloc (bpf_map_area_alloc). */
const MAX_SLAB_SIZE = 8 * PAGE_SIZE;
const MOST_MAP_BYTES = 2 ** 32 + PAGE_SIZE;

// FNV-1a, 32 bit.
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

/**
 * Address of a kernel function, within 16 MiB of every other, so that calls reach it. Hangs on the
 * name alone. Undefined for what cannot be the name of one.
 */
export function fakeSymbol(name: string): Addr | undefined {
  if (!/^[A-Za-z_][\w.]*$/.test(name)) return undefined;
  return TEXT_START + BigInt((hashName(name) % (TEXT_SIZE / FUNC_ALIGN)) * FUNC_ALIGN);
}

/** Per-CPU variables up to 6.14 count from zero, where the area of each CPU begins. */
const PERCPU_START = 0x1_8000n;
const PERCPU_STEP = 0x1_0000n;

function fakePercpu(version: string, name: string): Addr | undefined {
  const layout = runLayout(version);
  if (layout === undefined || !layout.percpuFromZero) return undefined;
  const symbols = [...new Set(layout.percpu.map(({ symbol }) => symbol))];
  const idx = symbols.indexOf(name);
  return idx < 0 ? undefined : PERCPU_START + BigInt(idx) * PERCPU_STEP;
}

/** Bytes of pack that an image takes. */
function packSize(imageSize: number): number {
  return roundUp(imageSize + HEADER_SIZE + MIN_FILLING, CHUNK_SIZE);
}

/** Bytes between the header and the image: random in a kernel, here from the name. */
function holeBefore(label: string, imageSize: number): number {
  const spare = packSize(imageSize) - imageSize - HEADER_SIZE;
  const hole = Math.min(spare, CHUNK_SIZE - HEADER_SIZE);
  return Math.floor((hashName(label) % hole) / IMAGE_ALIGN) * IMAGE_ALIGN;
}

function placeImages(progs: FakeKernel['progs']): (readonly Addr[])[] {
  let next = MODULES_START;
  const place = (label: string, size: number): Addr => {
    const addr = next + BigInt(HEADER_SIZE + holeBefore(label, size));
    next += BigInt(packSize(size));
    return addr;
  };
  return progs.map((prog) =>
    (prog?.funcSizes ?? []).map((size, funcIdx) => place(`${prog?.name}/${funcIdx}`, size)),
  );
}

function placeProgs(progs: FakeKernel['progs']): Addr[] {
  let next = PROGS_START;
  return progs.map((prog) => {
    const addr = next;
    const size = PROG_STRUCT_SIZE + INSN_SIZE * (prog?.insnCount ?? 0);
    next += BigInt(roundUp(size, PAGE_SIZE) + PAGE_SIZE); // and a guard page
    return addr;
  });
}

/** A map with its elements behind it, as the allocator rounds it up. */
function mapSize(map: MapDef, headSize: number): number {
  const size = headSize + map.maxEntries * roundUp(Math.max(map.valueSize, INSN_SIZE), INSN_SIZE);
  // And a guard page. No kernel has memory for more than the most: what such maps leave room for is arbitrary.
  if (size > MAX_SLAB_SIZE) return roundUp(Math.min(size, MOST_MAP_BYTES), PAGE_SIZE) + PAGE_SIZE;
  let slab = MIN_MAP_SIZE;
  while (slab < size) slab *= 2;
  return slab;
}

// Small maps come from slabs, one a map here, and stay when another map changes; large ones from
// vmalloc space, one behind the other.
function placeMaps(kernel: FakeKernel): Addr[] {
  let nextLarge = LARGE_MAPS_START;
  return kernel.maps.map((map, mapIdx) => {
    const size = mapSize(map, kernel.profile.layout.arrayPtrs);
    if (size > MAX_SLAB_SIZE) {
      const addr = nextLarge;
      nextLarge += BigInt(size);
      return addr;
    }
    const object = hashName(map.name) % (MAX_SLAB_SIZE / size);
    return SLABS_START + BigInt(mapIdx * MAX_SLAB_SIZE + object * size);
  });
}

/**
 * Addresses of everything in `kernel`. The rewriting needs only symbols and maps: give it a map
 * without programs first, then lay out the programs, then give their sizes.
 */
export function fakeAddressMap(kernel: FakeKernel): FakeAddressMap {
  const images = placeImages(kernel.progs);
  const progs = placeProgs(kernel.progs);
  const maps = placeMaps(kernel);
  const valuesOff = BigInt(kernel.profile.layout.arrayPtrs);
  return {
    image: (progIdx, funcIdx) => {
      const addr = images[progIdx]?.[funcIdx];
      assert(addr !== undefined, `program ${progIdx} has no function ${funcIdx}`);
      return addr;
    },
    prog: (progIdx) => at(progs, progIdx),
    map: (mapIdx) => at(maps, mapIdx),
    mapValue: (mapIdx) => at(maps, mapIdx) + valuesOff,
    symbol: (name) => fakePercpu(kernel.profile.version, name) ?? fakeSymbol(name),
  };
}
