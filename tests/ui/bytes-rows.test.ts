import { describe, expect, it } from 'vitest';
import { PARTS } from '../../src/core/jit/image.ts';
import {
  buildRowTable,
  findRow,
  ROW_HEIGHT,
  rowAt,
  rowAtY,
  topOf,
} from '../../src/ui/bytes/byte-rows.ts';
import { gridWindow, scrollToShow } from '../../src/ui/bytes/grid-window.ts';
import { PART_ORDER } from '../../src/ui/shared/parts.ts';
import { bigResult, fixtureResult } from './fixture.ts';

const result = fixtureResult();
const table = buildRowTable(result);

describe('PART_ORDER', () => {
  it('is the order of the JIT, whose indices the images carry', () => {
    expect(PART_ORDER).toEqual(PARTS);
  });
});

describe('buildRowTable', () => {
  it('has a header and one row per x86 insn for every function', () => {
    expect(table.sections.map(({ name, insnCount }) => [name, insnCount])).toEqual([
      ['entry', 17],
      ['after', 22],
      ['target_a', 8],
      ['target_b', 18],
    ]);
    expect(table.rowCount).toBe(4 + 17 + 22 + 8 + 18);
  });

  it('finds both sites of a descriptor in the function that owns it', () => {
    const after = table.sections[1];
    expect(after?.siteInsns).toEqual([14, 17]);
    expect(after?.sites.map((site) => site.which)).toEqual(['bypass', 'target']);
    expect(table.sections[0]?.siteInsns).toEqual([]);
  });

  it('keeps a line for a program that was refused', () => {
    const [first] = result.progs;
    if (!first) throw new Error('the fixture has programs');
    const refused = buildRowTable({ ...result, progs: [{ ...first, jit: null }] });
    expect(refused.rowCount).toBe(1);
    expect(rowAt(refused, 0)?.section.image).toBeNull();
  });

  it('makes the byte column as wide as the longest insn', () => {
    expect(table.cellCount).toBe(10);
  });
});

describe('topOf and rowAtY', () => {
  it('agree on every row, with no gap and no overlap', () => {
    let expected = 0;
    for (let row = 0; row < table.rowCount; row++) {
      const top = topOf(table, row);
      expect(top).toBe(expected);
      expect(rowAtY(table, top)).toBe(row);
      const found = rowAt(table, row);
      const height =
        found?.kind === 'func' ? ROW_HEIGHT.func : found?.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
      expect(rowAtY(table, top + height - 1)).toBe(row);
      expected += height;
    }
    expect(expected).toBe(table.height);
  });
});

describe('findRow', () => {
  it('finds the row of every byte of every image', () => {
    for (const section of table.sections) {
      const length = section.image?.bytes.length ?? 0;
      for (let byteOff = 0; byteOff < length; byteOff++) {
        const row = findRow(table, section.progIdx, section.funcIdx, byteOff);
        const found = row === null ? null : rowAt(table, row);
        if (found?.kind !== 'insn') throw new Error(`no row for byte ${byteOff}`);
        expect(found.section).toBe(section);
        expect(found.start <= byteOff && byteOff < found.end).toBe(true);
      }
      expect(findRow(table, section.progIdx, section.funcIdx, length)).toBeNull();
    }
  });
});

describe('gridWindow', () => {
  it('holds no more rows for a million insns than for a hundred', () => {
    const big = buildRowTable(bigResult(1_000_000));
    for (const scrollTop of [0, big.height / 2, big.height - 600]) {
      const { first, last } = gridWindow(big, scrollTop, 600);
      expect(last - first).toBeLessThan(50);
      expect(topOf(big, first)).toBeLessThanOrEqual(scrollTop);
      expect(topOf(big, last)).toBeGreaterThanOrEqual(Math.min(scrollTop + 600, big.height));
    }
  });
});

describe('scrollToShow', () => {
  it('stays put for a row that is in view', () => {
    expect(scrollToShow(100, 24, 50, 400)).toBeNull();
  });

  it('brings a row from below or above to the upper third', () => {
    expect(scrollToShow(1000, 24, 0, 300)).toBe(900);
    expect(scrollToShow(10, 24, 500, 300)).toBe(0);
  });
});
