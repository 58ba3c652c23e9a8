// What single statements of a protocol do to the machine.

import { describe, expect, it } from 'vitest';
import { createSearch } from '../../../src/core/explore/index.ts';
import type { MachineEvent } from '../../../src/core/machine/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';

const PROGS = `.kernel 6.1
.map t prog_array max_entries=2
.prog entry socket
  r2 = t ll
  r3 = 0
  call tail_call
  r2 = 0
  r0 = 1
  exit
.prog f socket
  r0 = 2
  exit
.prog g socket
  r0 = 3
  exit
`;

interface Texts {
  readonly ops: string;
  readonly mapPoke?: string;
  readonly textPoke?: string;
}

function ran({ ops, mapPoke = '', textPoke = '' }: Texts): LabResult {
  const cpu = ops.replaceAll(/; */g, '\n  ');
  const map = mapPoke === '' ? '' : `.protocol map_poke own\n${mapPoke}\n`;
  const text = textPoke === '' ? '' : `.protocol text_poke own\n${textPoke}\n`;
  const result = compile(`${PROGS}.cpu 0\n  ${cpu}\n${map}${text}`);
  expect(result.diagnostics).toEqual([]);
  return result;
}

/** From time zero on. */
function eventsOf(texts: Texts): readonly MachineEvent[] {
  const { timeline } = ran(texts);
  return timeline?.steps.slice(timeline.zero).flatMap(({ events }) => events) ?? [];
}

function kinds(texts: Texts, wanted: readonly MachineEvent['kind'][]): string[] {
  return eventsOf(texts).flatMap((event) => (wanted.includes(event.kind) ? [event.kind] : []));
}

const each = (body: string): string => `for_each_poke(map, key) {\n${body}\n}`;
const errnos = (texts: Texts): number[] =>
  eventsOf(texts).flatMap((event) => (event.kind === 'op-end' ? [event.errno] : []));
const results = (texts: Texts): number[] =>
  eventsOf(texts).flatMap((event) => (event.kind === 'poke-end' ? [event.ret] : []));
const bugs = (texts: Texts): string[] =>
  eventsOf(texts).flatMap((event) => (event.kind === 'bug' ? [event.message] : []));

describe('READ_ONCE', () => {
  it('gives the instruction that memory holds, which compares with nop and jmp', () => {
    const body = `
      x = READ_ONCE(tailcall_target);
      y = READ_ONCE(tailcall_bypass);
      BUG_ON(old ? x != jmp(old) : x != nop);
      BUG_ON(y != jmp(bypass_addr));
      text_poke(ip, x, new ? jmp(new) : nop);`;
    const texts = { ops: 't[0] = f; t[0] = g; delete t[0]', mapPoke: each(body) };
    expect(bugs(texts)).toEqual([]);
    expect(kinds(texts, ['site-read'])).toHaveLength(6);
  });

  it('of the slot gives the program that is in it now', () => {
    const mapPoke = 'p = READ_ONCE(ptrs[key]); BUG_ON(p != new); BUG_ON(p == old);';
    expect(bugs({ ops: 't[0] = f', mapPoke })).toEqual([]);
    expect(bugs({ ops: 't[0] = f; t[0] = f', mapPoke })).toEqual(['BUG in map_poke own']);
  });
});

describe('text_poke', () => {
  it('answers 0, 1 and -EBUSY', () => {
    const body = `
      a = text_poke(ip, nop, jmp(new));
      b = text_poke(ip, jmp(new), jmp(new));
      c = text_poke(ip, nop, nop);`;
    expect(results({ ops: 't[0] = f', mapPoke: each(body) })).toEqual([0, 1, -16]);
  });

  it('is a BUG when it fails and nobody takes the result', () => {
    const mapPoke = each('text_poke(ip, jmp(bypass_addr), nop);');
    expect(bugs({ ops: 't[0] = f', mapPoke })).toEqual([
      'BUG in map_poke own: text_poke returned -16 (-EBUSY)',
    ]);
  });

  it('compares nothing with IGNORE_OLD', () => {
    const mapPoke = each('ret = text_poke(ip, jmp(bypass_addr), jmp(new), IGNORE_OLD);');
    expect(results({ ops: 't[0] = f; t[0] = f', mapPoke })).toEqual([0, 1]);
  });

  it('takes kinds and addresses', () => {
    const body = `
      a = text_poke(ip, BPF_MOD_NOP, BPF_MOD_JUMP, NULL, new);
      b = text_poke(ip, BPF_MOD_JUMP, BPF_MOD_NOP, new, NULL);`;
    expect(results({ ops: 't[0] = f', mapPoke: each(body) })).toEqual([0, 0]);
  });
});

describe('bpf_arch_text_poke', () => {
  it('answers -EINVAL while kallsyms does not list the program, and takes no lock', () => {
    const fixup = 'fixup { ret = bpf_arch_text_poke(ip, nop, jmp(new)); BUG_ON(ret != -EINVAL); }';
    const ops = 'unload entry; t[0] = f; load entry; t[0] = g';
    const mapPoke = `${each('ret = bpf_arch_text_poke(ip, nop, jmp(new));')} ${fixup}`;
    expect(results({ ops, mapPoke })).toEqual([-22, 0]);
    expect(bugs({ ops, mapPoke })).toEqual([]);
  });
});

describe('text_poke_early', () => {
  it('compares, and copies five bytes in one store', () => {
    const fixup = 'fixup { text_poke_early(ip, nop, jmp(new)); }';
    const texts = { ops: 'unload entry; t[0] = f; load entry', mapPoke: `${each(';')} ${fixup}` };
    const wanted: MachineEvent['kind'][] = ['poke-begin', 'store', 'sync', 'poke-end'];
    expect(kinds(texts, wanted)).toEqual(['poke-begin', 'store', 'poke-end']);
  });
});

describe('fixup', () => {
  it('runs once for each descriptor whose slot is filled, in place of the protocol', () => {
    const mapPoke = `${each('BUG();')} fixup { BUG_ON(old); BUG_ON(!new); }`;
    expect(bugs({ ops: 'unload entry; t[0] = f; load entry', mapPoke })).toEqual([]);
    expect(bugs({ ops: 't[0] = f', mapPoke })).toEqual(['BUG in map_poke own']);
  });
});

describe('call_rcu', () => {
  const mapPoke = each(`
    if (new) {
        text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        if (!old)
            text_poke(tailcall_bypass, jmp(bypass_addr), nop);
        return;
    }
    ret = text_poke(tailcall_bypass, nop, jmp(bypass_addr));
    call_rcu {
        BUG_ON(ret != 0);
        text_poke(tailcall_target, jmp(old), nop);
    }`);

  it('lets the system call return, and the worker poke after a grace period', () => {
    const texts = { ops: 't[0] = f; delete t[0]', mapPoke };
    const wanted: MachineEvent['kind'][] = ['rcu-begin', 'work-begin', 'rcu-end', 'poke-end'];
    expect(kinds(texts, wanted).slice(-5)).toEqual([
      'poke-end',
      'rcu-begin',
      'work-begin',
      'rcu-end',
      'poke-end',
    ]);
    expect(kinds(texts, ['op-end', 'poke-end']).slice(-2)).toEqual(['op-end', 'poke-end']);
    expect(results(texts)).toEqual([0, 0, 0, 0]);
  });

  it('runs with the values of the time at which it was deferred', () => {
    expect(bugs({ ops: 't[0] = f; delete t[0]', mapPoke })).toEqual([]);
  });

  it('holds no poke_mutex, so that a new program can be put in first', () => {
    const { input } = ran({ ops: 't[0] = f; delete t[0]; t[0] = g', mapPoke });
    if (!input) throw new Error('it runs');
    const search = createSearch(input, [], {});
    while (search.run(10_000) === 'running');
    const found = search.result().failures.map(({ property }) => property);
    expect(found).toContain('unexpected-bytes');
  });
});

describe('no_lock', () => {
  const locks = (texts: Texts): string[] =>
    eventsOf(texts).flatMap((event) => (event.kind === 'lock' ? [event.lock.kind] : []));
  const poke = 'text_poke(ip, nop, jmp(new));';

  it('leaves out the lock that the code around the protocol takes', () => {
    const ops = 't[0] = f';
    expect(locks({ ops, mapPoke: each(poke) })).toEqual(['poke_mutex', 'text_mutex']);
    const without = `no_lock(poke_mutex); no_lock(text_mutex); ${each(poke)}`;
    expect(locks({ ops, mapPoke: without })).toEqual([]);
  });

  it('lets the protocol take it where it likes', () => {
    const mapPoke = `no_lock(poke_mutex); ${each(`lock(poke_mutex); ${poke} unlock(poke_mutex);`)}`;
    expect(locks({ ops: 't[0] = f', mapPoke })).toEqual(['poke_mutex', 'text_mutex']);
    expect(errnos({ ops: 't[0] = f', mapPoke })).toEqual([0]);
  });

  it('of text_mutex is for a text_poke protocol as well', () => {
    const textPoke =
      'no_lock(text_mutex); lock(text_mutex); store(site[0], new[0]); unlock(text_mutex);';
    const texts = {
      ops: 't[0] = f',
      mapPoke: each('ret = text_poke(ip, nop, jmp(new));'),
      textPoke,
    };
    expect(kinds(texts, ['poke-begin', 'lock', 'store'])).toEqual([
      'lock',
      'poke-begin',
      'lock',
      'store',
    ]);
  });
});

describe('return', () => {
  it('of a negative value from map_poke is the errno of the system call', () => {
    const mapPoke = 'if (!new) return -EBUSY;';
    expect(errnos({ ops: 't[0] = f; delete t[0]; delete t[0]', mapPoke })).toEqual([0, 16, 16]);
  });

  it('leaves a loop, and keeps references right', () => {
    const mapPoke = each('return -EINVAL;');
    const events = eventsOf({ ops: 'unload f; t[0] = g', mapPoke });
    expect(events.filter(({ kind }) => kind === 'bug')).toEqual([]);
    expect(errnos({ ops: 't[0] = f', mapPoke })).toEqual([22]);
  });
});

describe('two loops', () => {
  it('go through the descriptors twice, with one wait between', () => {
    const sites = `${each('int seen = 1;')} synchronize_rcu(); ${each(';')}`;
    const wanted: MachineEvent['kind'][] = ['desc-begin', 'rcu-begin'];
    expect(kinds({ ops: 't[0] = f', mapPoke: sites }, wanted)).toEqual([
      'desc-begin',
      'rcu-begin',
      'desc-begin',
    ]);
  });
});
