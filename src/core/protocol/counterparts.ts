// What a word of the language stands for in the kernel, and which type of value it is.
// Authority: Linux 6.1 kernel/bpf/arraymap.c, arch/x86/net/bpf_jit_comp.c, arch/x86/kernel/alternative.c, and the
// renames of 2025; 7.1 for BPF_MOD_NOP.

interface Counterpart {
  /** Function or field of the kernel; null for a word of the language alone. */
  readonly kernel: string | null;
  /** Types of its value; null for what has none. */
  readonly type: string | null;
}

const POKE =
  '__bpf_arch_text_poke (bpf_jit_comp.c), then text_poke_bp; smp_text_poke_single since 2025';

type Row = readonly [name: string, kernel: string | null, type?: string];

const ROWS: readonly Row[] = [
  ['for_each_poke', 'the loop over aux->poke_tab in prog_array_map_poke_run (arraymap.c)'],
  ['call_rcu', 'call_rcu'],
  ['call_rcu_tasks_trace', 'call_rcu_tasks_trace'],
  ['fixup', 'bpf_tail_call_direct_fixup (bpf_jit_comp.c)'],
  ['text_poke', POKE, 'int'],
  [
    'bpf_arch_text_poke',
    'bpf_arch_text_poke (bpf_jit_comp.c) with its is_bpf_text_address check',
    'int',
  ],
  [
    'text_poke_early',
    'the memcpy of __bpf_arch_text_poke for an image that is not live, up to 5.17',
    'int',
  ],
  ['synchronize_rcu', 'synchronize_rcu, called by the update of a slot with poke_mutex held'],
  ['synchronize_rcu_tasks_trace', 'synchronize_rcu_tasks_trace; no kernel to 7.1 calls it here'],
  ['READ_ONCE', 'READ_ONCE; for a site, the decoded instruction', 'insn or prog'],
  ['jmp', 'e9 and a rel32', 'insn'],
  ['publish', 'bp_desc, set with a release in text_poke_bp_batch (alternative.c)'],
  ['store', 'text_poke, through poking_mm (alternative.c)'],
  ['sync_cores', 'text_poke_sync; smp_text_poke_sync_each_cpu since 2025'],
  ['retire', 'the references of bp_desc, dropped and waited for in text_poke_bp_batch'],
  ['lock', 'mutex_lock'],
  ['unlock', 'mutex_unlock'],
  ['BUG_ON', 'BUG_ON'],
  ['BUG', 'BUG'],
  ['bug', 'BUG'],
  ['tailcall_target', 'bpf_jit_poke_descriptor.tailcall_target', 'site'],
  ['tailcall_bypass', 'bpf_jit_poke_descriptor.tailcall_bypass', 'site'],
  ['ip', 'bpf_jit_poke_descriptor.ip, up to 5.9', 'site'],
  ['ip_aux', 'bpf_jit_poke_descriptor.ip_aux, in the patches of July 2020', 'site'],
  ['ptrs', 'bpf_array.ptrs; xchg in bpf_fd_array_map_update_elem (arraymap.c)', 'prog'],
  ['map', 'struct bpf_map'],
  ['key', 'the index of the slot'],
  ['old', 'old of prog_array_map_poke_run', 'prog'],
  ['new', 'new of prog_array_map_poke_run', 'prog'],
  ['NULL', null, 'prog'],
  ['nop', 'x86_nops[5]', 'insn'],
  ['bypass_addr', 'bpf_jit_poke_descriptor.bypass_addr', 'addr'],
  ['BPF_MOD_NOP', 'enum bpf_text_poke_type', 'kind'],
  ['BPF_MOD_JUMP', 'enum bpf_text_poke_type', 'kind'],
  ['IGNORE_OLD', null],
  ['poke_mutex', 'bpf_array_aux.poke_mutex'],
  ['text_mutex', 'text_mutex'],
  ['EBUSY', null, 'int'],
  ['EINVAL', null, 'int'],
  ['ERANGE', null, 'int'],
  ['site', 'the address that text_poke_bp writes to', 'bytes'],
];

const BY_NAME: ReadonlyMap<string, Counterpart> = new Map(
  ROWS.map(([name, kernel, type = null]) => [name, { kernel, type }]),
);

/** Null for words of C, and for words that the language does not have. */
export function counterpartOf(name: string): Counterpart | null {
  return BY_NAME.get(name) ?? null;
}
