import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  HELPERS,
  helperById,
  helperByName,
  mapTypeInfo,
  PROG_TYPES,
  parseProgSection,
} from '../../../src/core/bpf/index.ts';

/** Names of the kernel's uapi header by id; id 0 is `unspec`. */
const UAPI_NAMES = readFileSync(new URL('../../oracle/asm/helper-ids.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

describe('HELPERS', () => {
  it('are numbered from 1 to 211 without a gap, each name once', () => {
    expect(HELPERS.map(({ id }) => id)).toEqual(Array.from({ length: 211 }, (_, i) => i + 1));
    expect(new Set(HELPERS.map(({ name }) => name)).size).toBe(211);
  });

  it('carry the ids of the kernel header', () => {
    expect(HELPERS.map(({ name }) => name)).toEqual(UAPI_NAMES.slice(1));
    for (const { name, id } of HELPERS) {
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
