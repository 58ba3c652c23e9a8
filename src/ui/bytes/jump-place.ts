// Where the instruction of a row jumps to.

import type { Selection } from '../../store/model.ts';
import { findRow, type RowTable, rowAt } from './byte-rows.ts';
import { jumpTarget } from './jump-arcs.ts';
import type { RowLook } from './row-look.ts';
import { selectionOfRow } from './selection.ts';

export interface JumpPlace {
  /** Null when this grid does not show it. */
  readonly row: number | null;
  readonly selection: Selection | null;
}

/** The landing point of a site, or the target of a jump inside of a function; null for what does not jump. */
export function jumpPlace(table: RowTable, look: RowLook | null): JumpPlace | null {
  if (look?.kind !== 'insn') return null;
  const { row, site } = look;
  if (site?.landing) {
    const { progIdx, funcIdx, byteOff, end } = site.landing;
    const to = findRow(table, progIdx, funcIdx, byteOff);
    return { row: to, selection: { kind: 'bytes', progIdx, funcIdx, start: byteOff, end } };
  }
  const { progIdx, funcIdx } = row.section;
  const target = jumpTarget(row.image.bytes, row.start, row.end);
  const to = target === null ? null : findRow(table, progIdx, funcIdx, target);
  return to === null ? null : { row: to, selection: selectionOfRow(rowAt(table, to)) };
}
