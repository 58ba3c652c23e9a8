// Program types by libbpf's section names, and what a section name says about sleeping.
// Authority: the kernel's Documentation/bpf/libbpf/program_types.rst (table "Program Types and ELF Sections").
// Not modelled: attach points. What follows the first slash is kept but not checked.

import type { ProgType } from './types.ts';

/** Every program type, in the order of `enum bpf_prog_type` (socket_filter is 1). */
export const PROG_TYPES: readonly ProgType[] = [
  'socket_filter',
  'kprobe',
  'sched_cls',
  'sched_act',
  'tracepoint',
  'xdp',
  'perf_event',
  'cgroup_skb',
  'cgroup_sock',
  'lwt_in',
  'lwt_out',
  'lwt_xmit',
  'sock_ops',
  'sk_skb',
  'cgroup_device',
  'sk_msg',
  'raw_tracepoint',
  'cgroup_sock_addr',
  'lwt_seg6local',
  'lirc_mode2',
  'sk_reuseport',
  'flow_dissector',
  'cgroup_sysctl',
  'raw_tracepoint_writable',
  'cgroup_sockopt',
  'tracing',
  'struct_ops',
  'ext',
  'lsm',
  'sk_lookup',
  'syscall',
  'netfilter',
];

/** Section names without extras. A name may be followed by `/anything`. */
const SECTIONS: Readonly<Record<string, ProgType>> = {
  socket: 'socket_filter',
  kprobe: 'kprobe',
  'kprobe.multi': 'kprobe',
  'kprobe.session': 'kprobe',
  kretprobe: 'kprobe',
  'kretprobe.multi': 'kprobe',
  ksyscall: 'kprobe',
  kretsyscall: 'kprobe',
  uprobe: 'kprobe',
  'uprobe.multi': 'kprobe',
  'uprobe.session': 'kprobe',
  uretprobe: 'kprobe',
  'uretprobe.multi': 'kprobe',
  usdt: 'kprobe',
  tc: 'sched_cls',
  tcx: 'sched_cls',
  netkit: 'sched_cls',
  classifier: 'sched_cls',
  action: 'sched_act',
  tp: 'tracepoint',
  'xdp.frags': 'xdp',
  'cgroup/skb': 'cgroup_skb',
  'cgroup/sock': 'cgroup_sock',
  'cgroup/sock_create': 'cgroup_sock',
  'cgroup/sock_release': 'cgroup_sock',
  'cgroup/post_bind4': 'cgroup_sock',
  'cgroup/post_bind6': 'cgroup_sock',
  'cgroup/dev': 'cgroup_device',
  'cgroup/sysctl': 'cgroup_sysctl',
  'cgroup/getsockopt': 'cgroup_sockopt',
  'cgroup/setsockopt': 'cgroup_sockopt',
  sockops: 'sock_ops',
  raw_tp: 'raw_tracepoint',
  'raw_tp.w': 'raw_tracepoint_writable',
  'raw_tracepoint.w': 'raw_tracepoint_writable',
  tp_btf: 'tracing',
  fentry: 'tracing',
  fexit: 'tracing',
  fmod_ret: 'tracing',
  iter: 'tracing',
  freplace: 'ext',
  lsm_cgroup: 'lsm',
};

const BY_NAME: ReadonlyMap<string, ProgType> = new Map<string, ProgType>([
  ...PROG_TYPES.map((type): [string, ProgType] => [type, type]),
  ...Object.entries(SECTIONS),
]);

/** `cgroup/bind4`, `cgroup/connect6`, `cgroup/sendmsg4` and their like. */
const SOCK_ADDR = /^cgroup\/(?:bind|connect|getpeername|getsockname|sendmsg|recvmsg)(?:4|6|_unix)$/;

/** What a section name means. */
export interface ProgSection {
  readonly type: ProgType;
  /** The name ends in `.s`, or the type cannot but sleep. */
  readonly sleepable: boolean;
}

/** Names that a lab can use, for completion and for "did you mean". */
export const PROG_SECTION_NAMES: readonly string[] = [...BY_NAME.keys()];

function typeOf(name: string): ProgType | null {
  return BY_NAME.get(name) ?? (SOCK_ADDR.test(name) ? 'cgroup_sock_addr' : null);
}

/** Reads a program type or a libbpf section name (`tc`, `xdp`, `fentry.s/do_unlinkat`, ...). */
export function parseProgSection(section: string): ProgSection | null {
  const slash = section.indexOf('/');
  const inCgroup = section.startsWith('cgroup/');
  const end = slash < 0 || inCgroup ? section.length : slash;
  const name = section.slice(0, end);
  const sleepable = name.endsWith('.s');
  const type = typeOf(sleepable ? name.slice(0, -2) : name);
  return type === null ? null : { type, sleepable: sleepable || type === 'syscall' };
}
