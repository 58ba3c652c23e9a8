// Names of program and map types, as libbpf and bpftool spell them.

/** What a program is verified as (`enum bpf_prog_type`, lower case, without the prefix). */
export type ProgType =
  | 'socket_filter'
  | 'kprobe'
  | 'sched_cls'
  | 'sched_act'
  | 'tracepoint'
  | 'xdp'
  | 'perf_event'
  | 'cgroup_skb'
  | 'cgroup_sock'
  | 'lwt_in'
  | 'lwt_out'
  | 'lwt_xmit'
  | 'sock_ops'
  | 'sk_skb'
  | 'cgroup_device'
  | 'sk_msg'
  | 'raw_tracepoint'
  | 'cgroup_sock_addr'
  | 'lwt_seg6local'
  | 'lirc_mode2'
  | 'sk_reuseport'
  | 'flow_dissector'
  | 'cgroup_sysctl'
  | 'raw_tracepoint_writable'
  | 'cgroup_sockopt'
  | 'tracing'
  | 'struct_ops'
  | 'ext'
  | 'lsm'
  | 'sk_lookup'
  | 'syscall'
  | 'netfilter';

/** Map types that a lab or a golden case can name. */
export type MapType =
  | 'prog_array'
  | 'array'
  | 'hash'
  | 'percpu_array'
  | 'percpu_hash'
  | 'lru_hash'
  | 'lru_percpu_hash'
  | 'lpm_trie';

/** What `BPF_MAP_CREATE` was told. Sizes in bytes. A map is referred to by its index in a list of these. */
export interface MapDef {
  readonly name: string;
  readonly type: MapType;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
}
