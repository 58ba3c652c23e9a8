import { describe, expect, it } from 'vitest';
import type { LabResult } from '../../src/core/pipeline/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { LABS } from '../../src/labs/index.ts';
import { changeMask, passesOf, touchedBy } from '../../src/ui/pipeline/pipeline-passes.ts';
import { makePrinter } from '../../src/ui/pipeline/pipeline-print.ts';
import {
  buildRows,
  CELL,
  type Row,
  type RowTable,
  rowAt,
} from '../../src/ui/pipeline/pipeline-rows.ts';
import { listingText } from '../../src/ui/pipeline/pipeline-text.ts';
import { rowWords } from '../../src/ui/pipeline/pipeline-words.ts';
import { isHighHalf } from '../../src/ui/pipeline/source-insns.ts';

const WHOLE = { isStacked: false, shows: null };

const TEXT = `.kernel 6.12
.map t prog_array max_entries=4
.map a array max_entries=8 value_size=8

.prog entry tc
  r7 = *(u32 *)(r1 + 0)
  r8 = 1
  if r8 == 1 goto +2
  r7 = 9
  call never
  r0 = 100
  r0 /= r7
  r2 = t ll
  r3 = 0
  call tail_call
  call after
  goto +0
  exit
.func after
  r0 = 1
  exit
.func never
  r0 = 2
  exit
.cpu 0
  run entry
`;

function tableOf(
  result: LabResult,
  progIdx: number,
  choice: Parameters<typeof buildRows>[2] = WHOLE,
): RowTable {
  const table = buildRows(result, progIdx, choice);
  if (!table) throw new Error(`no program ${progIdx}`);
  return table;
}

function rowsOf(table: RowTable): Row[] {
  return Array.from({ length: table.count }, (_, row) => rowAt(table, row)).filter(
    (row) => row !== null,
  );
}

function shown(table: RowTable, cell: number): Row[] {
  return rowsOf(table).filter(({ cells }) => (cells & cell) !== 0);
}

function ascending(count: number, leaves: (idx: number) => boolean): number[] {
  return Array.from({ length: count }, (_, idx) => idx).filter((idx) => !leaves(idx));
}

/** Printed lines of one column, where there is something in it. */
function lines(
  result: LabResult,
  text = TEXT,
): { table: RowTable; words(row: Row): string; xlated: string[] } {
  const table = tableOf(result, 0);
  const printer = makePrinter(result, table.prog, { text, syntax: 'att', addressing: 'offset' });
  const xlated = shown(table, CELL.xlated).flatMap(({ slot }) =>
    slot < 0 ? [] : [printer.xlated(slot)],
  );
  return { table, words: (row) => rowWords(table.prog, row), xlated };
}

describe('buildRows', () => {
  it.each(LABS.map(({ id, text }) => [id, text]))(
    'shows each insn of %s once in each column',
    (_, text) => {
      const result = compile(text, {});
      result.progs.forEach((prog, progIdx) => {
        for (const isStacked of [false, true]) {
          const table = tableOf(result, progIdx, { isStacked, shows: null });
          const sources = shown(table, CELL.source).map(({ source }) => source);
          expect(sources).toEqual(
            ascending(prog.insns.length, (idx) => isHighHalf(prog.insns, idx)),
          );
          const slots = shown(table, CELL.xlated).flatMap(({ slot }) => (slot < 0 ? [] : [slot]));
          const { insns = [] } = prog.xlated ?? {};
          expect(slots).toEqual(ascending(insns.length, (idx) => isHighHalf(insns, idx)));
        }
        const table = tableOf(result, progIdx);
        for (const { funcIdx, insns } of prog.jit?.funcs ?? []) {
          const x86 = shown(table, CELL.x86).filter(({ func }) => func === funcIdx);
          expect(x86.map((row) => row.x86)).toEqual(ascending(insns.byteOff.length, () => false));
          expect(x86.every((row) => insns.insnIdx[row.x86] === row.slot)).toBe(true);
        }
      });
    },
  );

  it('puts a head before each function, also before one that is gone', () => {
    const table = tableOf(compile(TEXT, {}), 0);
    expect(shown(table, CELL.head).map(({ func }) => func)).toEqual([0, -1, 1]);
  });

  it('leaves nothing out unsaid when it shows only what changed', () => {
    const result = compile(TEXT, {});
    const prog = tableOf(result, 0).prog;
    const table = tableOf(result, 0, {
      isStacked: false,
      shows: touchedBy(prog, changeMask(prog)),
    });
    const left = shown(table, CELL.fold).reduce((sum, { source }) => sum + source, 0);
    const all = shown(tableOf(result, 0), CELL.source).length;
    expect(left).toBeGreaterThan(3);
    expect(left + shown(table, CELL.source).length).toBe(all);
    expect(shown(table, CELL.source).map(({ source }) => source)).toContain(3);
  });
});

describe('passesOf', () => {
  it('counts what each pass did, in the order of the kernel', () => {
    const { prog } = tableOf(compile(TEXT, {}), 0);
    const counts = passesOf(prog).map(({ name, count }) => `${name} ${count}`);
    expect(counts).toEqual([
      'resolve_pseudo_ldimm64 1',
      'opt_hard_wire_dead_code_branches 1',
      'opt_remove_dead_code 4',
      'opt_remove_nops 2',
      'sanitize_dead_code 0',
      'convert_ctx_accesses 1',
      'do_misc_fixups 4',
      'opt_subreg_zext_lo32_rnd_hi32 0',
      'jit_subprogs 1',
      'bpf_jit_blind_constants 0',
      'bpf_adj_branches 1',
    ]);
  });
});

describe('printed columns', () => {
  const result = compile(TEXT, {});

  it('prints xlated insns as bpftool does, with names', () => {
    const { xlated } = lines(result);
    expect(xlated.slice(0, 9)).toEqual([
      '(61) r7 = *(u32 *)(r1 +112)',
      '(b7) r8 = 1',
      '(b7) r0 = 100',
      '(55) if r7 != 0x0 goto pc+2',
      '(ac) w0 ^= w0',
      '(05) goto pc+1',
      '(3f) r0 /= r7',
      '(18) r2 = map[t]',
      '(b7) r3 = 0',
    ]);
    expect(xlated).toContain('(85) call bpf_tail_call#12');
    expect(xlated).toContain('(85) call pc+1#after');
  });

  it('says of each row what it is', () => {
    const { table, words } = lines(result);
    const said = rowsOf(table).map(words);
    expect(said).toContain('Insn 1 is as it was in the source, where it is insn 1.');
    expect(said).toContain(
      'Insn 2 is gone (opt_remove_nops, after opt_hard_wire_dead_code_branches): nop: the branch is always taken, over nothing.',
    );
    expect(said).toContain(
      'Insn 3 is gone (opt_remove_dead_code): dead: the branch at insn 2 is always taken.',
    );
    expect(said).toContain('Insn 12 is gone (opt_remove_nops): nop: it goes to the next insn.');
    expect(said.find((each) => each.startsWith('Insn 3 was put in'))).toContain(
      'for insn 6 of the source by do_misc_fixups, division guard: ',
    );
    expect(said.find((each) => each.includes('tail call'))).toContain(
      'This one is direct, because the key is 0 in t on every path.',
    );
    expect(said.filter((each) => each.startsWith('Prologue')).length).toBeGreaterThan(5);
  });

  it('gives each listing as text', () => {
    const { table } = lines(result);
    const printer = makePrinter(result, table.prog, {
      text: TEXT,
      syntax: 'att',
      addressing: 'offset',
    });
    const input = { result, prog: table.prog, syntax: 'att' } as const;
    const source = listingText('source', input, printer);
    expect(source).toMatch(
      /^ {3}3: r7 = 9 +; removed, dead: the branch at insn 2 is always taken$/m,
    );
    const xlated = listingText('xlated', input, printer);
    expect(xlated).toMatch(
      /^entry:\n {3}0: \(61\) r7 = \*\(u32 \*\)\(r1 \+112\) +; convert_ctx_accesses$/m,
    );
    expect(xlated).toMatch(/^after:$/m);
    const x86 = listingText('x86', input, printer);
    expect(x86).toContain('<after>:');
    expect(x86).toMatch(/:\t49 f7 f5 +\tdiv +%r13$/m);
  });
});
