// Kernel functions that programs call, as far as they are modelled: each by the name that stands at
// the call's target. All are deterministic.
// Authority: Linux 6.1 kernel/bpf/helpers.c, kernel/bpf/core.c (bpf_user_rnd_u32), net/core/filter.c;
// arch_bpf_timed_may_goto of 6.15 (arch/x86/net/bpf_timed_may_goto.S).
// Simplification: the clock moves only when it is read, by a fixed step; random numbers come from a
// generator of our own with a fixed seed.

import type { FuncCall } from './func-call.ts';
import { R10, RBP } from './registers.ts';
import { loadPacket, skbLoadBytes } from './skb-funcs.ts';

/** One function of the kernel: answers through `call.result`, or leaves registers its own way. */
export interface KernelFunc {
  readonly name: string;
  run(call: FuncCall): void;
}

const BPF_MAX_TIMED_LOOPS = 0xffffn;
/** A timed loop gives up after this long. */
const TIMED_LOOP_NS = 250_000_000n;
const CLOCK_STEP_NS = 1_000n;
/** How long BPF_MAX_TIMED_LOOPS rounds are taken to last. */
const TIMED_LOOP_STEP_NS = 50_000_000n;
const TC_ACT_SHOT = 2n;
const TC_ACT_REDIRECT = 7n;
const XDP_ABORTED = 0n;
const XDP_REDIRECT = 4n;

function ktime(call: FuncCall): void {
  call.result = call.clock(CLOCK_STEP_NS);
}

function cpuNumber(call: FuncCall): void {
  call.result = BigInt(call.cpu);
}

function currentTask(call: FuncCall): void {
  call.result = call.task;
}

function mapLookup(call: FuncCall): void {
  const found = call.findElem();
  call.result = found === null || found.elem < 0 ? 0n : found.store.valueAddr(found.elem, call.cpu);
}

/** What an inlined look-up calls: the address of the element itself. */
function elemLookup(call: FuncCall): void {
  const found = call.findElem();
  call.result = found === null || found.elem < 0 ? 0n : found.store.elemAddr(found.elem);
}

/** Its argument and answer are in r10, the offset of {count, timestamp} from rbp; all else stays. */
function timedMayGoto(call: FuncCall): void {
  const place = call.register(RBP) + call.register(R10);
  const since = call.loadQuad(place + 8n);
  const now = call.clock(TIMED_LOOP_STEP_NS);
  if (since === 0n) call.storeQuad(place + 8n, now);
  const over = since !== 0n && now - since >= TIMED_LOOP_NS;
  call.keepRegisters();
  call.setRegister(R10, over ? 0n : BPF_MAX_TIMED_LOOPS);
}

function func(name: string, run: KernelFunc['run']): KernelFunc {
  return { name, run };
}

/** Families of map functions, as the tables of map operations name them. */
const MAP_FAMILIES: readonly string[] = [
  'bpf_map',
  'array_map',
  'percpu_array_map',
  'htab_map',
  'htab_lru_map',
  'htab_percpu_map',
  'htab_lru_percpu_map',
  'trie',
];

const MAP_FUNCS: readonly KernelFunc[] = MAP_FAMILIES.flatMap((family) => [
  func(`${family}_lookup_elem`, mapLookup),
  func(`${family}_update_elem`, (call) => call.mapUpdate()),
  func(`${family}_delete_elem`, (call) => call.mapDelete()),
]);

/** All that is modelled; a function's id is its position. */
export const KERNEL_FUNCS: readonly KernelFunc[] = [
  ...MAP_FUNCS,
  func('__htab_map_lookup_elem', elemLookup),
  func('bpf_ktime_get_ns', ktime),
  func('bpf_ktime_get_boot_ns', ktime),
  func('bpf_ktime_get_tai_ns', ktime),
  func('bpf_user_rnd_u32', (call) => {
    call.result = call.random();
  }),
  func('bpf_get_smp_processor_id', cpuNumber),
  func('bpf_get_raw_cpu_id', cpuNumber),
  func('bpf_get_numa_node_id', (call) => {
    call.result = 0n;
  }),
  func('bpf_get_current_task', currentTask),
  func('bpf_get_current_task_btf', currentTask),
  func('bpf_skb_load_bytes', skbLoadBytes),
  func('bpf_skb_load_helper_8_no_cache', (call) => loadPacket(call, 1)),
  func('bpf_skb_load_helper_16_no_cache', (call) => loadPacket(call, 2)),
  func('bpf_skb_load_helper_32_no_cache', (call) => loadPacket(call, 4)),
  func('bpf_redirect', (call) => {
    call.result = call.arg(1) > 1n ? TC_ACT_SHOT : TC_ACT_REDIRECT;
  }),
  func('bpf_xdp_redirect', (call) => {
    call.result = call.arg(1) === 0n ? XDP_REDIRECT : XDP_ABORTED;
  }),
  func('arch_bpf_timed_may_goto', timedMayGoto),
];

const IDS: ReadonlyMap<string, number> = new Map(KERNEL_FUNCS.map(({ name }, id) => [name, id]));

/** Number of a modelled function, or -1. */
export function kernelFuncId(name: string): number {
  return IDS.get(name) ?? -1;
}
