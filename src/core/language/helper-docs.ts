// Helpers of the kernel: prototype, id, what the common ones do, what their arguments mean.
// Authority: include/uapi/linux/bpf.h of Linux 6.1 for prototypes; the words are our own.

import { HELPERS, type Helper, helperByName } from '../bpf/index.ts';

const DOCS: Readonly<Record<string, string>> = {
  tail_call: 'Goes on in another program; comes back only if it cannot.',
  map_lookup_elem: 'Address of the value of a key, or NULL.',
  map_update_elem: 'Puts a value into a map.',
  map_delete_elem: 'Removes a key from a map.',
  ktime_get_ns: 'Time since boot in nanoseconds, without suspend.',
  trace_printk: 'Writes a line to the trace pipe.',
  get_prandom_u32: 'A pseudo-random number.',
  get_smp_processor_id: 'Number of the CPU that runs the program.',
  skb_store_bytes: 'Writes bytes into the packet.',
  skb_load_bytes: 'Copies bytes of the packet to the stack.',
  clone_redirect: 'Sends a copy of the packet to another device.',
  redirect: 'Sends the packet to another device.',
  redirect_map: 'Sends the packet to a device, CPU or socket of a map.',
  perf_event_output: 'Writes a record to a perf event ring.',
  ringbuf_output: 'Writes a record to a ring buffer.',
  get_current_pid_tgid: 'Thread group id in the high half, thread id in the low half.',
  get_current_comm: 'Copies the name of the current task.',
  probe_read_kernel: 'Reads kernel memory; fails instead of faulting.',
  xdp_adjust_head: 'Moves the start of the packet.',
};

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  tail_call: [
    'the context, as the program got it in r1',
    'a map of type prog_array: r2 = MAP ll',
    'the slot; a constant on every path makes the call direct',
  ],
  map_lookup_elem: ['the map', 'address of the key, often on the stack'],
  map_update_elem: [
    'the map',
    'address of the key',
    'address of the value',
    'BPF_ANY 0, NOEXIST 1, EXIST 2',
  ],
  map_delete_elem: ['the map', 'address of the key'],
  trace_printk: [
    'address of the format',
    'its size, the closing zero included',
    'values for the format',
  ],
  skb_load_bytes: ['the context', 'offset in the packet', 'where to copy to', 'how many bytes'],
  skb_store_bytes: [
    'the context',
    'offset in the packet',
    'what to copy',
    'how many bytes',
    'flags',
  ],
};

/** `long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index) = 12`. */
export function prototypeOf({ name, returns, args, id }: Helper): string {
  const space = returns.endsWith('*') ? '' : ' ';
  return `${returns}${space}bpf_${name}(${args.join(', ') || 'void'}) = ${id}`;
}

export function helperDoc({ name }: Helper): string {
  return DOCS[name] ?? '';
}

/** Name of an argument: `key` of `const void *key`. */
function argumentName(declaration: string): string {
  return /(\w+)$/.exec(declaration)?.[1] ?? declaration;
}

/** Rows of the arguments: register, name and type, meaning. */
export function argumentRows(helper: Helper): (readonly string[])[] {
  const meanings = ARGUMENTS[helper.name] ?? [];
  return helper.args
    .filter((declaration) => declaration !== '...')
    .slice(0, 5)
    .map((declaration, idx) => {
      return [`r${idx + 1}`, declaration, meanings[idx] ?? argumentName(declaration)];
    });
}

const COMMON: readonly string[] = Object.keys(DOCS);

/** Helpers as they are likely to be wanted: the common ones first, then by id. */
export const RANKED_HELPERS: readonly Helper[] = [
  ...COMMON.flatMap((name) => helperByName(name) ?? []),
  ...HELPERS.filter(({ name }) => !COMMON.includes(name)),
];
