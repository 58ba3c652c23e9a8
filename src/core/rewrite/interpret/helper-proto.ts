// What the helpers that a lab may call demand of their arguments and give back.
// Authority: the bpf_func_proto tables of kernel/bpf/helpers.c, kernel/trace/bpf_trace.c and net/core/filter.c,
// Linux 6.1. A helper that is not in this list is refused as not modelled.

import type { ProgType } from '../../bpf/index.ts';

/** `size` belongs to the memory argument before it; `fill`: the helper writes, needs no contents. */
export type ArgType =
  | 'anything'
  | 'ctx'
  | 'map'
  | 'map-key'
  | 'map-value'
  | 'mem'
  | 'fill'
  | 'size'
  | 'size-or-zero';

export type ReturnType = 'integer' | 'void' | 'map-value-or-null' | 'task';

export interface HelperProto {
  readonly args: readonly ArgType[];
  readonly returns: ReturnType;
  /** Program types that may call it; null: all. */
  readonly types: readonly ProgType[] | null;
}

const NET: readonly ProgType[] = [
  'socket_filter',
  'sched_cls',
  'sched_act',
  'cgroup_skb',
  'sk_skb',
];
const LWT: readonly ProgType[] = ['lwt_in', 'lwt_out', 'lwt_xmit', 'lwt_seg6local'];

function proto(
  args: readonly ArgType[],
  returns: ReturnType = 'integer',
  types: readonly ProgType[] | null = null,
): HelperProto {
  return { args, returns, types };
}

const NO_ARGS = proto([]);

/** By helper id. */
export const HELPER_PROTOS: ReadonlyMap<number, HelperProto> = new Map([
  [1, proto(['map', 'map-key'], 'map-value-or-null')],
  [2, proto(['map', 'map-key', 'map-value', 'anything'])],
  [3, proto(['map', 'map-key'])],
  [5, NO_ARGS],
  [6, proto(['mem', 'size'])],
  [7, NO_ARGS],
  [8, NO_ARGS],
  [12, proto(['ctx', 'map', 'anything'], 'void')],
  [23, proto(['anything', 'anything'], 'integer', ['sched_cls', 'sched_act', 'xdp', 'lwt_xmit'])],
  [26, proto(['ctx', 'anything', 'fill', 'size'], 'integer', [...NET, ...LWT])],
  [35, NO_ARGS],
  [42, NO_ARGS],
  [125, NO_ARGS],
  [158, proto([], 'task')],
  [208, NO_ARGS],
]);

/** Those of socket filters that need no CAP_BPF (bpf_base_func_proto and sk_filter_func_proto). */
export const UNPRIVILEGED_HELPERS: ReadonlySet<number> = new Set([
  1, 2, 3, 5, 7, 8, 12, 26, 42, 125, 208,
]);
