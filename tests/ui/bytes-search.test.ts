import { describe, expect, it } from 'vitest';
import { buildRowTable, rowAt } from '../../src/ui/bytes/byte-rows.ts';
import { parseQuery } from '../../src/ui/bytes/search-query.ts';
import {
  firstHitFrom,
  hitCount,
  nextHit,
  runScan,
  type SearchState,
} from '../../src/ui/bytes/search-run.ts';
import { type ScanInput, scanFor } from '../../src/ui/bytes/search-scan.ts';
import { bigResult, fixtureResult, fixtureView } from './fixture.ts';

const result = fixtureResult();
const table = buildRowTable(result);
const input: ScanInput = { result, table, view: null, syntax: 'att' };
const NAMES = new Set(table.sections.map((section) => section.name));

const exact = (...values: number[]) =>
  ({ kind: 'bytes', pattern: values.map((value) => ({ value, mask: 0xff })) }) as const;

/** Places of all hits, as `after+3b`; a header as `after`. */
function search(text: string, changes: Partial<ScanInput> = {}): string[] {
  const query = parseQuery(text, NAMES);
  if (!query) return [];
  const all = { ...input, ...changes };
  return [...scanFor(all, query)].flat().map(({ row }) => {
    const found = rowAt(all.table, row);
    const name = found?.section.name ?? '';
    return found?.kind === 'insn' ? `${name}+${found.start.toString(16)}` : name;
  });
}

describe('parseQuery', () => {
  const parse = (text: string) => parseQuery(text, NAMES);

  it('takes addresses with and without 0x', () => {
    const addr = 0xffffffffc00000a8n;
    expect(parse('ffffffffc00000a8')).toMatchObject({ kind: 'address', addr });
    expect(parse(' 0xFFFFFFFFC00000A8 ')).toMatchObject({ kind: 'address', addr });
  });

  it('takes offsets as oopses, bpftool and objdump print them', () => {
    const anywhere = { kind: 'offset', func: null, byteOff: 0x3b };
    const inEntry = { kind: 'offset', func: 'entry', byteOff: 0x3b };
    for (const text of ['+3b', '+0x3b', '3b:']) expect(parse(text)).toEqual(anywhere);
    for (const text of [
      'entry+0x3b',
      'entry+0x3b/0x60',
      'bpf_prog_6deef7357e7b4530_entry+0x3b/0x60',
      'bpf_prog_6deef7357e7b4530_entry+0x3b/0x60 [bpf]',
    ]) {
      expect(parse(text), text).toEqual(inEntry);
    }
  });

  it('takes a sum with a name that no function has for text', () => {
    expect(parse('rbp+0x10')).toEqual({ kind: 'text', text: 'rbp+0x10' });
  });

  it('takes byte patterns with blanks, packed, and with any bytes', () => {
    expect(parse('0f 1f 44 00 00')).toEqual(exact(0x0f, 0x1f, 0x44, 0, 0));
    expect(parse('0F1F440000')).toEqual(exact(0x0f, 0x1f, 0x44, 0, 0));
    expect(parse('e9 ?? 8? 00')).toEqual({
      kind: 'bytes',
      pattern: [
        { value: 0xe9, mask: 0xff },
        { value: 0, mask: 0 },
        { value: 0x80, mask: 0xf0 },
        { value: 0, mask: 0xff },
      ],
    });
    expect(parse('cc')).toEqual(exact(0xcc));
  });

  it('takes BPF insns by number, and everything else for text', () => {
    expect(parse('#7')).toEqual({ kind: 'insn', insnIdx: 7 });
    expect(parse('insn 7')).toEqual({ kind: 'insn', insnIdx: 7 });
    expect(parse('add')).toEqual({ kind: 'text', text: 'add' });
    expect(parse('  %RBP ')).toEqual({ kind: 'text', text: '%rbp' });
    expect(parse('   ')).toBeNull();
  });
});

describe('scanFor', () => {
  it('finds the row that holds an address', () => {
    expect(search('ffffffffc000090f')).toEqual(['after+3b']);
    expect(search('ffffffffc0000911')).toEqual(['after+3b']);
  });

  it('finds insns that load an address outside all images', () => {
    const other = { ...result, mapAddrs: [] };
    expect(search('ffff888005211c00', { result: other })).toEqual(['after+1b']);
  });

  it('finds an offset in every function, or in the one that is named', () => {
    expect(search('+7')).toEqual(['entry+7', 'after+7', 'target_a+7', 'target_b+7']);
    expect(search('target_b+0x13')).toEqual(['target_b+13']);
    expect(search('target_a+0x1000')).toEqual([]);
  });

  it('finds bytes across insns, and marks all rows that they touch', () => {
    expect(search('66 90 55')).toEqual(['after+5', 'target_a+5', 'target_b+5']);
    const [hits] = [...scanFor(input, exact(0x66, 0x90, 0x55))].filter((some) => some.length > 0);
    expect(hits?.map(({ row, last }) => last - row)).toEqual([1]);
    expect(search('8? f8')).toEqual(['after+2d']);
    expect(search('?? f8 2?')).toEqual(['after+2d']);
  });

  it('finds what memory holds at the cursor', () => {
    const site = 'after+48';
    expect(search('0f 1f 44 00 00')).toContain(site);
    expect(search('0f 1f 44 00 00', { view: fixtureView(result, 39) })).not.toContain(site);
    expect(search('target_a+0x'.slice(0, 8), { view: fixtureView(result, 39) })).toContain(site);
  });

  it('finds mnemonics and operands in the syntax on screen, whatever their case', () => {
    expect(search('JAE')).toEqual(['after+30']);
    expect(search('%rsp,%rbp')).toHaveLength(4);
    expect(search('%rsp,%rbp', { syntax: 'intel' })).toEqual([]);
    expect(search('rbp,rsp', { syntax: 'intel' })).toHaveLength(4);
  });

  it('finds BPF text and slots, and functions by their name', () => {
    expect(search('r2 = jmp_table')).toEqual(['after+1b']);
    expect(search('#10')).toEqual(['after+27']);
    expect(search('target_a')[0]).toBe('target_a');
  });
});

describe('runScan', () => {
  /** A clock that goes on by `step` ms at each look, and runs what waits when told. */
  function clockOf(step: number) {
    let now = 0;
    const waiting: (() => void)[] = [];
    return {
      now: () => {
        now += step;
        return now;
      },
      later: (run: () => void) => {
        waiting.push(run);
        return () => void waiting.splice(0);
      },
      waiting,
    };
  }

  it('gives the page its turn between slices, and tells every hit at the end', () => {
    const big = bigResult(20_000);
    const bigTable = buildRowTable(big);
    const clock = clockOf(3);
    const news: SearchState[] = [];
    const scan = scanFor(
      { result: big, table: bigTable, view: null, syntax: 'att' },
      { kind: 'text', text: 'xor' },
    );
    runScan(scan, (state) => news.push(state), clock);
    let slices = 1;
    for (; clock.waiting.length > 0; slices++) clock.waiting.shift()?.();
    expect(slices).toBeGreaterThan(10);
    expect(news.filter((state) => !state.done).length).toBeGreaterThan(0);
    expect(news.at(-1)).toMatchObject({ done: true });
    expect(news.at(-1)?.hits).toHaveLength(5000);
  });

  it('stops when it is told to', () => {
    const clock = clockOf(10);
    const news: SearchState[] = [];
    const scan = scanFor(
      { ...input, table: buildRowTable(bigResult(5000)), result: bigResult(5000) },
      { kind: 'text', text: 'xor' },
    );
    const stop = runScan(scan, (state) => news.push(state), clock);
    stop();
    expect(clock.waiting).toHaveLength(0);
    expect(news.some((state) => state.done)).toBe(false);
  });
});

describe('steps between hits', () => {
  const hits = [3, 8, 20].map((row) => ({ row, last: row }));

  it('begins at the first hit in view or behind it, else at the top', () => {
    expect(firstHitFrom(hits, 8)).toBe(1);
    expect(firstHitFrom(hits, 21)).toBe(0);
    expect(firstHitFrom([], 0)).toBe(-1);
  });

  it('goes around the ends', () => {
    expect(nextHit(3, 2, 1)).toBe(0);
    expect(nextHit(3, 0, -1)).toBe(2);
    expect(nextHit(0, -1, 1)).toBe(-1);
  });

  it('counts hits, and says while it is still looking', () => {
    expect(hitCount({ hits, done: true }, 1)).toBe('2 of 3');
    expect(hitCount({ hits, done: false }, 1)).toBe('2 of 3+');
    expect(hitCount({ hits: [], done: true }, -1)).toBe('no hits');
    expect(hitCount({ hits: [], done: false }, -1)).toBe('searching');
  });
});
