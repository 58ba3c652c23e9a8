// clang's output for small C programs, pasted into labs as a user would: everything compiles, and the sites
// are those that the source asks for. The assembly is in tests/oracle/real.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';

interface Real {
  readonly name: string;
  readonly maps: string;
  /** Program type of each program; all other functions are `.func`s. */
  readonly progs: Readonly<Record<string, string>>;
  readonly ops: string;
  /** Form of each tail call by program, in order. */
  readonly forms: Readonly<Record<string, string>>;
}

const REALS: readonly Real[] = [
  {
    name: 'parser_chain',
    maps: '.map jmp_table prog_array max_entries=4\n.map counters array max_entries=8 value_size=8',
    progs: {
      parse_eth: 'tc',
      parse_ipv4: 'tc',
      parse_ipv6: 'tc',
      parse_tcp: 'tc',
      parse_udp: 'tc',
    },
    ops: 'jmp_table[0] = parse_ipv4\njmp_table[2] = parse_tcp\ndelete jmp_table[2]',
    forms: { parse_eth: 'indirect', parse_ipv4: 'direct direct', parse_ipv6: 'indirect' },
  },
  {
    name: 'self_loop',
    maps: '.map jmp_table prog_array max_entries=1\n.map hops array max_entries=1 value_size=4',
    progs: { entry: 'socket' },
    ops: 'jmp_table[0] = entry',
    forms: { entry: 'direct' },
  },
  {
    name: 'static_init',
    maps: '.map jmp_table prog_array max_entries=4',
    progs: { first: 'xdp', second: 'xdp', entry: 'xdp' },
    ops: 'jmp_table[1] = first\njmp_table[3] = second',
    forms: { second: 'direct', entry: 'indirect' },
  },
  {
    name: 'subprog_tailcall',
    maps: '.map jmp_table prog_array max_entries=4',
    progs: { entry: 'tc', leaf0: 'tc', leaf1: 'tc' },
    ops: 'jmp_table[0] = leaf0\njmp_table[1] = leaf1',
    forms: { entry: 'direct direct', leaf0: 'direct' },
  },
  {
    name: 'two_tables',
    maps: '.map stage1 prog_array max_entries=4\n.map stage2 prog_array max_entries=4\n.map total array max_entries=1 value_size=8',
    progs: { entry: 'tc', s1: 'tc', s2: 'tc' },
    ops: 'stage1[2] = s1\nstage2[2] = s2\nclose stage2',
    forms: { entry: 'indirect', s1: 'direct' },
  },
];

function source(name: string): string {
  const file = new URL(`real/${name}.s.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString();
}

/** Functions as clang frames them, by name. */
function functionsOf(text: string): Map<string, string> {
  const frame = /\t\.globl\t(\w+)\s+# -- Begin function[\s\S]*?# -- End function/g;
  return new Map([...text.matchAll(frame)].map((match) => [match[1] ?? '', match[0]]));
}

function labOf({ name, maps, progs, ops }: Real, edit = (text: string) => text): string {
  const bodies = [...functionsOf(source(name))].map(([func, body]) => {
    const type = progs[func];
    return `${type === undefined ? `.func ${func}` : `.prog ${func} ${type}`}\n${edit(body)}`;
  });
  return `${maps}\n${bodies.join('\n')}\n.cpu 0\n${ops}\n`;
}

/** The one edit that clang's output needs: a global variable is a value of its map. */
function variableAsValue(body: string): string {
  return body.replace('= hops ll', '= hops + 0 ll');
}

describe('compile', () => {
  it.each(REALS)('takes the output of clang for $name', (real) => {
    const { diagnostics, progs, timeline } = compile(labOf(real, variableAsValue));
    expect(diagnostics).toEqual([]);
    expect(progs.map((prog) => prog.name).sort()).toEqual(Object.keys(real.progs).sort());
    expect(progs.every((prog) => prog.jit !== null && prog.loadErrno === 0)).toBe(true);
    const forms = progs.flatMap(({ name, xlated }) => {
      const text = xlated?.tailCalls.map((choice) => choice.form).join(' ') ?? '';
      return text === '' ? [] : [[name, text]];
    });
    expect(Object.fromEntries(forms)).toEqual(real.forms);
    expect(timeline?.stopped).toBeNull();
    const errnos = timeline?.steps.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'op-end' ? [event.errno] : [])),
    );
    expect(new Set(errnos)).toEqual(new Set([0]));
  });

  it('says how to reach a global variable', () => {
    const real = REALS.find(({ name }) => name === 'self_loop');
    const [found] = real ? compile(labOf(real)).diagnostics : [];
    expect(found).toMatchObject({
      code: 'rewrite/not-modelled',
      hint: '`hops ll` is the map itself; `hops + 0 ll` is its first value.',
    });
  });
});
