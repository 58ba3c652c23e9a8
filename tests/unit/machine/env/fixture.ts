// A small environment for tests: two CPUs, one map of each kind, two programs.

import type { MapDef, MapType } from '../../../../src/core/bpf/index.ts';
import { fakeSymbol, type RunLayout, runLayout } from '../../../../src/core/kernel/index.ts';
import { Env } from '../../../../src/core/machine/env/env.ts';
import type { EnvInput } from '../../../../src/core/machine/env/env-input.ts';

export const REG_BASE = 0;
const REG_WORDS = 35;

export function layoutOf(version: string): RunLayout {
  const layout = runLayout(version);
  if (!layout) throw new Error(`no layout for ${version}`);
  return layout;
}

const MAP_TYPES = [
  'prog_array',
  'array',
  'hash',
  'percpu_array',
  'percpu_hash',
  'lru_hash',
  'lru_percpu_hash',
  'lpm_trie',
] as const;

function mapDef(type: MapType, change: Partial<MapDef>): MapDef {
  const keySize = type === 'lpm_trie' ? 8 : 4;
  const valueSize = type === 'prog_array' ? 4 : 12;
  return { name: type, type, keySize, valueSize, maxEntries: 4, ...change };
}

const NAMES = [
  'array_map_lookup_elem',
  'array_map_update_elem',
  'array_map_delete_elem',
  'percpu_array_map_lookup_elem',
  'htab_map_lookup_elem',
  'htab_map_update_elem',
  'htab_map_delete_elem',
  'htab_percpu_map_lookup_elem',
  'htab_percpu_map_update_elem',
  'htab_lru_map_update_elem',
  '__htab_map_lookup_elem',
  'trie_lookup_elem',
  'trie_update_elem',
  'bpf_ktime_get_ns',
  'bpf_user_rnd_u32',
  'bpf_get_smp_processor_id',
  'bpf_skb_load_bytes',
  'bpf_skb_load_helper_16_no_cache',
  'bpf_trace_printk',
  '__x86_indirect_thunk_rcx',
  'srso_return_thunk',
];

const MAP_ADDR = 0xffff_8881_0200_0000n;
export const PROG_ADDR = 0xffff_c900_0004_0000n;
export const FUNC_ADDR = 0xffff_ffff_c000_0010n;

export interface Fixture {
  readonly env: Env;
  readonly words: Int32Array;
  /** Program in each slot as index + 1, by `map key`. */
  readonly slots: Map<string, number>;
  /** Number of a map by its type. */
  map(type: MapType): number;
  mapAddr(type: MapType): bigint;
  symbol(name: string): bigint;
}

/** `change` replaces parts of every map's definition. */
export function fixture(version = '6.1', change: Partial<MapDef> = {}): Fixture {
  const layout = layoutOf(version);
  const slots = new Map<string, number>();
  const symbols = new Map(NAMES.map((name) => [name, fakeSymbol(name) ?? 0n]));
  symbols.set('this_cpu_off', 0x19168n).set('cpu_number', 0x19160n).set('pcpu_hot', 0x35000n);
  const addr = (mapIdx: number): bigint => MAP_ADDR + BigInt(mapIdx) * 0x40_0000n;
  const input: EnvInput = {
    layout,
    maps: MAP_TYPES.map((type, mapIdx) => ({
      def: mapDef(type, type === 'prog_array' ? {} : change),
      addr: addr(mapIdx),
      valueAddr: addr(mapIdx) + BigInt(layout.arrayValue),
    })),
    progs: (['socket_filter', 'xdp'] as const).map((type, progIdx) => ({
      type,
      progAddr: PROG_ADDR + BigInt(progIdx) * 0x2000n,
      funcAddr: FUNC_ADDR + BigInt(progIdx) * 0x100n,
    })),
    symbols,
    cpus: 2,
    packetLen: 100,
    stackLen: 1024,
    slot: (_words, mapIdx, key) => slots.get(`${mapIdx} ${key}`) ?? 0,
  };
  let size = REG_WORDS;
  const env = new Env(input, (words) => {
    size += words;
    return size - words;
  });
  const words = new Int32Array(size);
  env.init(words);
  env.memory(0).bind(words);
  env.memory(1).bind(words);
  const map = (type: MapType): number => MAP_TYPES.indexOf(type);
  return {
    env,
    words,
    slots,
    map,
    mapAddr: (type) => addr(map(type)),
    symbol: (name) => symbols.get(name) ?? 0n,
  };
}

/** A register of the fixture's only register file. */
export function reg(words: Int32Array, num: number): bigint {
  const low = BigInt.asUintN(32, BigInt(words[REG_BASE + 2 * num] ?? 0));
  return (BigInt.asUintN(32, BigInt(words[REG_BASE + 2 * num + 1] ?? 0)) << 32n) | low;
}

export function setReg(words: Int32Array, num: number, value: bigint): void {
  words[REG_BASE + 2 * num] = Number(BigInt.asIntN(32, value));
  words[REG_BASE + 2 * num + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

export function halves(addr: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, addr)), Number(BigInt.asIntN(32, addr >> 32n))];
}

/** Loads through a CPU's memory; null where it refuses. */
export function load(
  { env }: Fixture,
  addr: bigint,
  byteLen: 1 | 2 | 4 | 8,
  cpu = 0,
): bigint | null {
  const memory = env.memory(cpu);
  if (!memory.load(...halves(addr), byteLen)) return null;
  const low = BigInt.asUintN(32, BigInt(memory.lo));
  return byteLen < 8 ? low : low | (BigInt.asUintN(32, BigInt(memory.hi)) << 32n);
}

export function store(
  { env }: Fixture,
  addr: bigint,
  byteLen: 1 | 2 | 4 | 8,
  value: bigint,
): boolean {
  const memory = env.memory(0);
  [memory.lo, memory.hi] = halves(value);
  return memory.store(...halves(addr), byteLen);
}

/** Little-endian bytes of a number. */
export function le(value: number, byteLen = 4): Uint8Array {
  return Uint8Array.from({ length: byteLen }, (_, idx) => Math.floor(value / 256 ** idx) & 0xff);
}
