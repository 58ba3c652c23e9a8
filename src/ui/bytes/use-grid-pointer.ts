import { type MouseEvent, useRef } from 'react';
import type { Selection } from '../../store/model.ts';
import { type RowTable, rowAt } from './byte-rows.ts';
import { insnSelection, selectionOfRow } from './selection.ts';

export interface PointedByte {
  readonly row: number;
  /** Which byte of the row, or null beside the bytes. */
  readonly nth: number | null;
}

export interface GridPointerInput {
  readonly table: RowTable;
  onHover(selection: Selection | null): void;
  onPoint(pointed: PointedByte | null): void;
  onClickRow(row: number | null, selection: Selection | null): void;
  /** A click into the margin of a row. */
  onClickMargin(row: number): void;
  /** A click on the name of a site's landing point. */
  onClickLanding(row: number): void;
}

function closest(event: MouseEvent, selector: string): Element | null {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

function rowUnder(event: MouseEvent): number | null {
  const element = closest(event, '[data-row]');
  return element instanceof HTMLElement ? Number(element.dataset['row']) : null;
}

/** Place of the cell under the pointer among its row's cells. */
function byteUnder(event: MouseEvent): number | null {
  const cell = closest(event, '.cell');
  const cells = cell?.parentElement?.children;
  return cell && cells ? Array.from(cells).indexOf(cell) : null;
}

function selectionUnder(table: RowTable, event: MouseEvent): Selection | null {
  const row = rowUnder(event);
  if (row === null) return null;
  const found = rowAt(table, row);
  return (closest(event, '[data-bpf]') && insnSelection(found)) || selectionOfRow(found);
}

/** Handlers of the whole grid: one listener for any number of rows, one call per change. */
export function useGridPointer(input: GridPointerInput) {
  const { table, onHover, onPoint } = input;
  const last = useRef({ hover: '', point: '' });
  return {
    onMouseMove(event: MouseEvent) {
      const row = rowUnder(event);
      const nth = byteUnder(event);
      const point = `${row} ${nth}`;
      if (point === last.current.point) return;
      last.current.point = point;
      onPoint(row === null ? null : { row, nth });
      const selection = selectionUnder(table, event);
      const hover = JSON.stringify(selection);
      if (hover === last.current.hover) return;
      last.current.hover = hover;
      onHover(selection);
    },
    onMouseLeave() {
      last.current = { hover: '', point: '' };
      onPoint(null);
      onHover(null);
    },
    onClick(event: MouseEvent) {
      const row = rowUnder(event);
      if (row !== null && closest(event, '.row-margin')) input.onClickMargin(row);
      else if (row !== null && closest(event, '.landing')) input.onClickLanding(row);
      else input.onClickRow(row, selectionUnder(table, event));
    },
  };
}
