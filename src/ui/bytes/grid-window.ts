// Which rows are worth having in the document.

import { type RowTable, rowAtY } from './byte-rows.ts';

export interface GridWindow {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

/** Rows beyond either edge, so that a flick of the wheel meets rows and not paper. */
const OVERSCAN = 8;

/** Rows that cover `height` px from `scrollTop` on, and `over` more on either side. */
export function gridWindow(
  table: RowTable,
  scrollTop: number,
  height: number,
  over = OVERSCAN,
): GridWindow {
  if (table.rowCount === 0) return { first: 0, last: 0 };
  return {
    first: Math.max(0, rowAtY(table, scrollTop) - over),
    last: Math.min(table.rowCount, rowAtY(table, scrollTop + height) + 1 + over),
  };
}

/** Scroll position that brings `top..top+rowHeight` into view; null if it is in view already. */
export function scrollToShow(
  top: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): number | null {
  if (top >= scrollTop && top + rowHeight <= scrollTop + height) return null;
  return Math.max(0, top - Math.round(height / 3));
}
