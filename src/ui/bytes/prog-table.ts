// One program's rows out of the table of all: for columns side by side.

import { type FuncSection, type RowTable, topOf } from './byte-rows.ts';

export interface ProgTable {
  readonly progIdx: number;
  readonly name: string;
  readonly table: RowTable;
  /** Row 0 of `table` is this row of the whole one. */
  readonly firstRow: number;
}

/** Sections of a program stand together: its table is a stretch of the whole, counted from 0. */
function cut(whole: RowTable, sections: readonly FuncSection[], first: FuncSection): RowTable {
  const rowCount = sections.reduce((sum, section) => sum + 1 + section.insnCount, 0);
  const height = topOf(whole, first.headRow + rowCount) - first.top;
  return {
    ...whole,
    rowCount,
    height,
    sections: sections.map((section) => ({
      ...section,
      headRow: section.headRow - first.headRow,
      top: section.top - first.top,
    })),
  };
}

/** The table of every program, in their order; the whole table as one for `stacked`. */
export function progTables(whole: RowTable, layout: 'stacked' | 'side-by-side'): ProgTable[] {
  const [head] = whole.sections;
  if (!head) return [];
  if (layout === 'stacked') return [{ progIdx: -1, name: '', table: whole, firstRow: 0 }];
  const progs = new Map<number, FuncSection[]>();
  for (const section of whole.sections) {
    const own = progs.get(section.progIdx);
    if (own) own.push(section);
    else progs.set(section.progIdx, [section]);
  }
  return [...progs.values()].map((sections) => {
    const [first = head] = sections;
    const { progIdx, name, headRow } = first;
    return { progIdx, name, table: cut(whole, sections, first), firstRow: headRow };
  });
}

/** Rows of the whole table that lie in `part`, counted from its first; null for none. */
export function rowsIn(
  { table, firstRow }: ProgTable,
  rows: ReadonlySet<number> | null,
): ReadonlySet<number> | null {
  if (!rows || (firstRow === 0 && rows.size === 0)) return rows;
  const own = new Set<number>();
  for (const row of rows) {
    if (row >= firstRow && row < firstRow + table.rowCount) own.add(row - firstRow);
  }
  return own;
}

/** A row of the whole table as one of `part`; null outside. */
export function rowIn({ table, firstRow }: ProgTable, row: number | null): number | null {
  const own = row === null ? -1 : row - firstRow;
  return own >= 0 && own < table.rowCount ? own : null;
}
