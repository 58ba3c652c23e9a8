import { describe, expect, it } from 'vitest';
import {
  HELPERS,
  helperById,
  helperByName,
  mapTypeInfo,
  PROG_TYPES,
  parseProgSection,
} from '../../../src/core/bpf/index.ts';

/** Ids of the kernel's uapi header, picked over its whole range. */
const UAPI_IDS: Readonly<Record<string, number>> = {
  map_lookup_elem: 1,
  ktime_get_ns: 5,
  trace_printk: 6,
  get_prandom_u32: 7,
  get_smp_processor_id: 8,
  tail_call: 12,
  redirect: 23,
  perf_event_output: 25,
  skb_load_bytes: 26,
  xdp_adjust_head: 44,
  fib_lookup: 69,
  sk_storage_get: 107,
  probe_read_kernel: 113,
  ringbuf_output: 130,
  per_cpu_ptr: 153,
  get_current_task_btf: 158,
  for_each_map_elem: 164,
  loop: 181,
  kptr_xchg: 194,
  user_ringbuf_drain: 209,
  cgrp_storage_delete: 211,
};

describe('HELPERS', () => {
  it('are numbered from 1 to 211 without a gap, each name once', () => {
    expect(HELPERS.map(({ id }) => id)).toEqual(Array.from({ length: 211 }, (_, i) => i + 1));
    expect(new Set(HELPERS.map(({ name }) => name)).size).toBe(211);
  });

  it('carry the ids of the kernel header', () => {
    for (const [name, id] of Object.entries(UAPI_IDS)) {
      expect(helperByName(name)?.id, name).toBe(id);
      expect(helperByName(`bpf_${name}`)?.id, name).toBe(id);
      expect(helperById(id)?.name).toBe(name);
    }
    expect(helperById(0)).toBeNull();
    expect(helperById(212)).toBeNull();
    expect(helperByName('no_such_helper')).toBeNull();
  });

  it('carry C prototypes', () => {
    expect(helperByName('tail_call')).toMatchObject({
      returns: 'long',
      args: ['void *ctx', 'struct bpf_map *prog_array_map', 'u32 index'],
    });
    expect(helperByName('map_lookup_elem')?.returns).toBe('void *');
    expect(helperByName('ktime_get_ns')?.args).toEqual([]);
    for (const { name, args } of HELPERS) {
      const fixed = args.filter((arg) => arg !== '...');
      expect(fixed.length, name).toBeLessThanOrEqual(5);
      for (const arg of fixed) expect(arg, name).toMatch(/^[a-z_][\w ]*[ *]\w+$/);
    }
  });
});

describe('parseProgSection', () => {
  it('reads program types and the section names of libbpf', () => {
    for (const type of PROG_TYPES) expect(parseProgSection(type)?.type).toBe(type);
    const sections = [
      'tc',
      'classifier',
      'socket',
      'action',
      'tp/syscalls/x',
      'raw_tp',
      'xdp.frags',
    ];
    expect(sections.map((section) => parseProgSection(section)?.type)).toEqual([
      'sched_cls',
      'sched_cls',
      'socket_filter',
      'sched_act',
      'tracepoint',
      'raw_tracepoint',
      'xdp',
    ]);
    expect(parseProgSection('cgroup/sendmsg6')?.type).toBe('cgroup_sock_addr');
    expect(parseProgSection('cgroup/nonsense')).toBeNull();
    expect(parseProgSection('fentry.s/f')).toEqual({ type: 'tracing', sleepable: true });
    expect(parseProgSection('')).toBeNull();
  });
});

describe('mapTypeInfo', () => {
  it('takes the short and the long name', () => {
    expect(mapTypeInfo('prog_array')).toMatchObject({ keySize: 4, valueSize: 4, fixedValue: true });
    expect(mapTypeInfo('BPF_MAP_TYPE_PROG_ARRAY')).toBe(mapTypeInfo('prog_array'));
    expect(mapTypeInfo('progarray')).toBeNull();
  });
});
