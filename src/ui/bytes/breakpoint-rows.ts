// Which rows the breakpoints in code stand at.

import { bisectLeft } from 'd3';
import type { Breakpoint } from '../../store/model.ts';
import { findRow, type RowTable, rowAt } from './byte-rows.ts';

function rowOf(table: RowTable, breakpoint: Breakpoint): number | null {
  if (breakpoint.kind === 'byte') {
    return findRow(table, breakpoint.progIdx, breakpoint.funcIdx, breakpoint.byteOff);
  }
  if (breakpoint.kind !== 'insn') return null;
  const { progIdx, insnIdx } = breakpoint;
  for (const section of table.sections) {
    const slots = section.progIdx === progIdx ? section.image?.insns.insnIdx : undefined;
    const insn = slots ? bisectLeft(slots, insnIdx) : -1;
    if (slots?.[insn] === insnIdx) return section.headRow + 1 + insn;
  }
  return null;
}

/** Breakpoints in code by row; of several at one row, the last. */
export function breakpointRows(
  table: RowTable,
  breakpoints: readonly Breakpoint[],
): ReadonlyMap<number, Breakpoint> {
  const rows = new Map<number, Breakpoint>();
  for (const breakpoint of breakpoints) {
    const row = rowOf(table, breakpoint);
    if (row !== null) rows.set(row, breakpoint);
  }
  return rows;
}

/** What to toggle at a row: the breakpoint that is there, or one at its first byte. */
export function breakpointAt(
  table: RowTable,
  rows: ReadonlyMap<number, Breakpoint>,
  row: number,
): Breakpoint | null {
  const found = rowAt(table, row);
  if (found?.kind !== 'insn') return null;
  const { progIdx, funcIdx } = found.section;
  return rows.get(row) ?? { kind: 'byte', progIdx, funcIdx, byteOff: found.start };
}
