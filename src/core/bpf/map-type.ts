// Map types and the sizes that a lab gets without naming them.
// Authority: enum bpf_map_type; array maps demand 4-byte keys and prog arrays 4-byte values
// (kernel/bpf/arraymap.c, array_map_alloc_check and fd_array_map_alloc_check of Linux 6.1).

import type { MapType } from './types.ts';

/** A map type and what `.map` needs to know of it; sizes in bytes. */
export interface MapTypeInfo {
  readonly type: MapType;
  /** Bytes of a key when `.map` does not say. */
  readonly keySize: number;
  readonly valueSize: number;
  /** The kernel refuses other sizes with EINVAL. */
  readonly fixedKey: boolean;
  readonly fixedValue: boolean;
  /** One line for completion and hover. */
  readonly doc: string;
}

/** Every map type that a lab may declare. */
export const MAP_TYPES: readonly MapTypeInfo[] = [
  {
    type: 'prog_array',
    keySize: 4,
    valueSize: 4,
    fixedKey: true,
    fixedValue: true,
    doc: 'programs to tail-call, by index; values are file descriptors of programs',
  },
  {
    type: 'array',
    keySize: 4,
    valueSize: 8,
    fixedKey: true,
    fixedValue: false,
    doc: 'values by index, all present from the start',
  },
  {
    type: 'hash',
    keySize: 4,
    valueSize: 8,
    fixedKey: false,
    fixedValue: false,
    doc: 'values by key',
  },
  {
    type: 'percpu_array',
    keySize: 4,
    valueSize: 8,
    fixedKey: true,
    fixedValue: false,
    doc: 'an array with one copy of the values for each CPU',
  },
  {
    type: 'percpu_hash',
    keySize: 4,
    valueSize: 8,
    fixedKey: false,
    fixedValue: false,
    doc: 'a hash with one copy of the values for each CPU',
  },
  {
    type: 'lru_hash',
    keySize: 4,
    valueSize: 8,
    fixedKey: false,
    fixedValue: false,
    doc: 'a hash that drops the least recently used entry when full',
  },
  {
    type: 'lru_percpu_hash',
    keySize: 4,
    valueSize: 8,
    fixedKey: false,
    fixedValue: false,
    doc: 'an lru_hash with one copy of the values for each CPU',
  },
  {
    type: 'lpm_trie',
    keySize: 8,
    valueSize: 8,
    fixedKey: false,
    fixedValue: false,
    doc: 'longest-prefix match; a key is a 4-byte prefix length and the data',
  },
];

const BY_NAME: ReadonlyMap<string, MapTypeInfo> = new Map(
  MAP_TYPES.map((info) => [info.type, info]),
);

/** Accepts `prog_array`, `BPF_MAP_TYPE_PROG_ARRAY` and the like. */
export function mapTypeInfo(name: string): MapTypeInfo | null {
  const short = name.startsWith('BPF_MAP_TYPE_') ? name.slice(13).toLowerCase() : name;
  return BY_NAME.get(short) ?? null;
}
