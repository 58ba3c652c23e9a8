// Where running programs find things in kernel structures: the layouts of one build as data.
// Authority: the rewritten context accesses, the inlined look-ups and the `add rax, gs:[...]` of the
// golden dumps (each profile's own); places that no dump shows follow from their neighbours in
// struct sk_buff (include/linux/skbuff.h keeps the order protocol, transport, network and mac header,
// and tail, end, head, data through 5.9 to 7.1). 6.1 and 6.12 are Debian's cloud builds, the others
// small configurations, so that a version stands for one build.
// Not modelled: fields that no test run sets to anything but zero.

/** Offsets in bytes within `struct sk_buff`. */
export interface SkbLayout {
  readonly size: number;
  readonly dev: number;
  readonly len: number;
  readonly dataLen: number;
  readonly pktType: number;
  readonly protocol: number;
  readonly networkHeader: number;
  readonly macHeader: number;
  readonly tail: number;
  readonly end: number;
  readonly head: number;
  readonly data: number;
  /** In cb, behind struct qdisc_skb_cb (struct bpf_skb_data_end). */
  readonly dataMeta: number;
  readonly dataEnd: number;
}

/** Offsets in bytes within `struct xdp_buff` and `struct xdp_rxq_info`. */
export interface XdpLayout {
  readonly size: number;
  readonly data: number;
  readonly dataEnd: number;
  readonly dataMeta: number;
  readonly dataHardStart: number;
  readonly rxq: number;
  readonly frameSz: number;
  readonly rxqDev: number;
  readonly rxqQueueIndex: number;
}

/** What a per-CPU variable holds when somebody reads it. */
export type PercpuContent = 'this_cpu_off' | 'cpu_number' | 'current_task' | 'call_depth';

/** A per-CPU variable: `symbol + off`, seen through gs or by adding this_cpu_off. */
export interface PercpuVar {
  readonly content: PercpuContent;
  readonly symbol: string;
  readonly off: number;
}

/** Everything that a run of emitted bytes needs to know about kernel structures. */
export interface RunLayout {
  /** offsetof(struct bpf_array, map.max_entries). */
  readonly mapMaxEntries: number;
  /** offsetof(struct bpf_array, value); `ptrs` and `pptrs` share the place. */
  readonly arrayValue: number;
  /** offsetof(struct bpf_prog, bpf_func) and offsetof(struct bpf_prog, insnsi). */
  readonly progBpfFunc: number;
  readonly progInsns: number;
  /** offsetof(struct htab_elem, key); the value follows, aligned to 8. */
  readonly htabElemKey: number;
  /** offsetof(struct net_device, ifindex). */
  readonly devIfindex: number;
  readonly skb: SkbLayout;
  readonly xdp: XdpLayout;
  readonly percpu: readonly PercpuVar[];
  /** Symbols of per-CPU variables count from zero (up to 6.14), and are no kernel addresses. */
  readonly percpuFromZero: boolean;
}

interface SkbPlaces {
  readonly len: number;
  readonly protocol: number;
  readonly data: number;
}

function skb({ len, protocol, data }: SkbPlaces): SkbLayout {
  return {
    size: data + 32,
    dev: 16,
    len,
    dataLen: len + 4,
    pktType: len + 16,
    protocol,
    networkHeader: protocol + 4,
    macHeader: protocol + 6,
    tail: data - 16,
    end: data - 12,
    head: data - 8,
    data,
    dataMeta: 72,
    dataEnd: 80,
  };
}

const SMALL_SKB = skb({ len: 104, protocol: 164, data: 192 });
const CLOUD_SKB = skb({ len: 112, protocol: 180, data: 208 });

const XDP: XdpLayout = {
  size: 64,
  data: 0,
  dataEnd: 8,
  dataMeta: 16,
  dataHardStart: 24,
  rxq: 32,
  frameSz: 48,
  rxqDev: 0,
  rxqQueueIndex: 8,
};

const OWN_VARS: readonly PercpuVar[] = [
  { content: 'this_cpu_off', symbol: 'this_cpu_off', off: 0 },
  { content: 'cpu_number', symbol: 'cpu_number', off: 0 },
  { content: 'current_task', symbol: 'current_task', off: 0 },
];

/** 6.2 to 6.14 keep the busiest variables in struct pcpu_hot. */
const HOT_VARS: readonly PercpuVar[] = [
  { content: 'this_cpu_off', symbol: 'this_cpu_off', off: 0 },
  { content: 'current_task', symbol: 'pcpu_hot', off: 0 },
  { content: 'cpu_number', symbol: 'pcpu_hot', off: 12 },
  { content: 'call_depth', symbol: 'pcpu_hot', off: 16 },
];

const LATE_VARS: readonly PercpuVar[] = [
  ...OWN_VARS,
  { content: 'call_depth', symbol: '__x86_call_depth', off: 0 },
];

/** `struct bpf_map` and `struct bpf_prog` places as measured: max_entries, value, bpf_func, insnsi. */
type Places = readonly [number, number, number, number];

function layout(
  [mapMaxEntries, arrayValue, progBpfFunc, progInsns]: Places,
  devIfindex: number,
  skbLayout: SkbLayout,
  percpu: readonly PercpuVar[],
): RunLayout {
  return {
    mapMaxEntries,
    arrayValue,
    progBpfFunc,
    progInsns,
    htabElemKey: 48,
    devIfindex,
    skb: skbLayout,
    xdp: XDP,
    percpu,
    percpuFromZero: percpu !== LATE_VARS,
  };
}

const LAYOUTS: ReadonlyMap<string, RunLayout> = new Map([
  ['5.9', layout([0x1c, 0x110, 0x30, 0x38], 256, SMALL_SKB, OWN_VARS)],
  ['5.10', layout([0x1c, 0x110, 0x30, 0x38], 256, SMALL_SKB, OWN_VARS)],
  ['5.15', layout([0x1c, 0x110, 0x30, 0x48], 208, SMALL_SKB, OWN_VARS)],
  ['6.1', layout([0x24, 0x110, 0x30, 0x48], 216, CLOUD_SKB, OWN_VARS)],
  ['6.6', layout([0x1c, 0x110, 0x30, 0x48], 224, SMALL_SKB, HOT_VARS)],
  ['6.12', layout([0x24, 0x108, 0x30, 0x48], 224, CLOUD_SKB, HOT_VARS)],
  ['6.19', layout([0x3c, 0x120, 0x48, 0x60], 216, SMALL_SKB, LATE_VARS)],
  ['7.1', layout([0x44, 0x120, 0x48, 0x60], 216, SMALL_SKB, LATE_VARS)],
]);

/** Layout of the build that a version of `.kernel` stands for; undefined if none is known. */
export function runLayout(version: string): RunLayout | undefined {
  return LAYOUTS.get(version);
}
