// Which cells the page's selection lights, and what a cell selects.

import type { Highlight, Selection } from '../../store/model.ts';
import { CELL, type Row, type RowTable, rowAt } from './pipeline-rows.ts';

export type Column = 'source' | 'xlated' | 'x86';
export const COLUMNS: readonly Column[] = ['source', 'xlated', 'x86'];

function byteRange({ prog, progIdx }: RowTable, { func, x86 }: Row): Selection | null {
  const image = prog.jit?.funcs[func];
  const start = image?.insns.byteOff[x86];
  if (!image || start === undefined) return null;
  const end = image.insns.byteOff[x86 + 1] ?? image.bytes.length;
  return { kind: 'bytes', progIdx, funcIdx: func, start, end };
}

function wholeFunc({ prog, progIdx }: RowTable, { func }: Row): Selection | null {
  const image = prog.jit?.funcs[func];
  return image
    ? { kind: 'bytes', progIdx, funcIdx: func, start: 0, end: image.bytes.length }
    : null;
}

/** What pointing at a cell means to the rest of the page. */
export function selectionOf(table: RowTable, row: Row, column: Column): Selection | null {
  const { prog, progIdx } = table;
  if ((row.cells & CELL.fold) !== 0) return null;
  if ((row.cells & CELL.head) !== 0) return wholeFunc(table, row);
  const span = row.source < 0 ? undefined : prog.spans[row.source];
  const whole: Selection | null = span ? { kind: 'source', span } : null;
  const insn: Selection | null = row.slot < 0 ? null : { kind: 'insn', progIdx, insnIdx: row.slot };
  if (column === 'source') return whole ?? insn ?? byteRange(table, row);
  const bytes = row.x86 < 0 ? null : byteRange(table, row);
  return column === 'x86' ? (bytes ?? insn ?? whole) : (insn ?? bytes ?? whole);
}

/** Answers for the cells of one row. */
export interface LitCells {
  readonly source: boolean;
  readonly xlated: boolean;
  readonly x86: boolean;
}

const DARK: LitCells = { source: false, xlated: false, x86: false };

/** Asked for the rows on screen only. */
export function litBy(table: RowTable, highlight: Highlight): (row: Row) => LitCells {
  const { prog, progIdx } = table;
  const insns = new Set(
    highlight.insns.filter((insn) => insn.progIdx === progIdx).map(({ insnIdx }) => insnIdx),
  );
  const bytes = highlight.bytes.filter((range) => range.progIdx === progIdx);
  const { spans } = highlight;
  if (spans.length + insns.size + bytes.length === 0) return () => DARK;
  return (row) => {
    if ((row.cells & CELL.fold) !== 0) return DARK;
    const span = row.source < 0 ? undefined : prog.spans[row.source];
    const image = prog.jit?.funcs[row.func];
    const start = image?.insns.byteOff[row.x86] ?? -1;
    const end = image?.insns.byteOff[row.x86 + 1] ?? image?.bytes.length ?? 0;
    return {
      source:
        span !== undefined && spans.some((lit) => lit.start < span.end && span.start < lit.end),
      xlated: insns.has(row.slot),
      x86:
        start >= 0 &&
        bytes.some((lit) => lit.funcIdx === row.func && lit.start < end && start < lit.end),
    };
  };
}

/** The first row that a highlight lights; -1 for none. Of a whole function that is its head's neighbour. */
export function firstLitRow(table: RowTable, highlight: Highlight): number {
  if (highlight.spans.length + highlight.insns.length + highlight.bytes.length === 0) return -1;
  const isLit = litBy(table, highlight);
  for (let row = 0; row < table.count; row++) {
    const at = rowAt(table, row);
    const cells = at ? isLit(at) : DARK;
    if (cells.source || cells.xlated || cells.x86) return row;
  }
  return -1;
}
