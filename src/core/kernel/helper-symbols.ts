// Which kernel function a helper call ends up at. Map operations go to the map type's own function.
// Authority: do_misc_fixups of kernel/bpf/verifier.c, the bpf_map_ops tables of arraymap.c, hashtab.c and
// lpm_trie.c, and the func_proto tables of kernel/bpf/helpers.c and net/core/filter.c, Linux 6.1.

import type { MapType, ProgType } from '../bpf/index.ts';

/** Helpers whose function depends on neither map nor program type. */
const SYMBOLS: ReadonlyMap<number, string> = new Map([
  [1, 'bpf_map_lookup_elem'],
  [2, 'bpf_map_update_elem'],
  [3, 'bpf_map_delete_elem'],
  [5, 'bpf_ktime_get_ns'],
  [6, 'bpf_trace_printk'],
  [7, 'bpf_user_rnd_u32'],
  [26, 'bpf_skb_load_bytes'],
  [35, 'bpf_get_current_task'],
  [42, 'bpf_get_numa_node_id'],
  [125, 'bpf_ktime_get_boot_ns'],
  [158, 'bpf_get_current_task_btf'],
  [208, 'bpf_ktime_get_tai_ns'],
]);

type MapOperation = 1 | 2 | 3;

/** `map_lookup_elem`, `map_update_elem`, `map_delete_elem` of each map type. */
const MAP_OPS: Readonly<Record<MapType, Readonly<Record<MapOperation, string>> | null>> = {
  prog_array: null,
  array: {
    1: 'array_map_lookup_elem',
    2: 'array_map_update_elem',
    3: 'array_map_delete_elem',
  },
  percpu_array: {
    1: 'percpu_array_map_lookup_elem',
    2: 'array_map_update_elem',
    3: 'array_map_delete_elem',
  },
  hash: { 1: 'htab_map_lookup_elem', 2: 'htab_map_update_elem', 3: 'htab_map_delete_elem' },
  lru_hash: {
    1: 'htab_lru_map_lookup_elem',
    2: 'htab_lru_map_update_elem',
    3: 'htab_lru_map_delete_elem',
  },
  percpu_hash: {
    1: 'htab_percpu_map_lookup_elem',
    2: 'htab_percpu_map_update_elem',
    3: 'htab_map_delete_elem',
  },
  lru_percpu_hash: {
    1: 'htab_lru_percpu_map_lookup_elem',
    2: 'htab_lru_percpu_map_update_elem',
    3: 'htab_lru_map_delete_elem',
  },
  lpm_trie: { 1: 'trie_lookup_elem', 2: 'trie_update_elem', 3: 'trie_delete_elem' },
};

/** Types whose own table names these helpers; the others get the general ones. */
const NET_CPU_ID: readonly ProgType[] = ['sched_cls', 'sched_act', 'xdp', 'lwt_xmit'];

function netSymbol(id: number, type: ProgType): string | null {
  if (id === 8)
    return NET_CPU_ID.includes(type) ? 'bpf_get_smp_processor_id' : 'bpf_get_raw_cpu_id';
  if (id === 23) return type === 'xdp' ? 'bpf_xdp_redirect' : 'bpf_redirect';
  return null;
}

/**
 * The kernel function that `call id` becomes, or null for a helper that this model does not know. `mapType`
 * is the type of the map behind the call, null when there is none or paths disagree about it.
 */
export function helperSymbol(id: number, type: ProgType, mapType: MapType | null): string | null {
  if ((id === 1 || id === 2 || id === 3) && mapType !== null) return MAP_OPS[mapType]?.[id] ?? null;
  return netSymbol(id, type) ?? SYMBOLS.get(id) ?? null;
}

/** Functions that legacy packet loads call, by bytes loaded. */
export const SKB_LOAD_SYMBOLS: Readonly<Record<number, string>> = {
  1: 'bpf_skb_load_helper_8_no_cache',
  2: 'bpf_skb_load_helper_16_no_cache',
  4: 'bpf_skb_load_helper_32_no_cache',
};

/** What an inlined hash lookup calls. */
export const HASH_LOOKUP_SYMBOL = '__htab_map_lookup_elem';

/** Offsets in bytes inside `struct htab_elem` of 6.1. */
export const HTAB_ELEM = {
  /** The key; the value follows, aligned to 8. */
  key: 48,
  /** `lru_node.ref`. */
  lruRef: 35,
} as const;
