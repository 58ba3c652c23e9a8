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
}

function rowUnder(event: MouseEvent): number | null {
  const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
  return element instanceof HTMLElement ? Number(element.dataset['row']) : null;
}

/** Place of the cell under the pointer among its row's cells. */
function byteUnder(event: MouseEvent): number | null {
  const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
  const cells = cell?.parentElement?.children;
  return cell && cells ? Array.from(cells).indexOf(cell) : null;
}

function selectionUnder(table: RowTable, event: MouseEvent): Selection | null {
  const row = rowUnder(event);
  if (row === null) return null;
  const found = rowAt(table, row);
  const onBpf = event.target instanceof Element && event.target.closest('.col-bpf');
  return (onBpf && insnSelection(found)) || selectionOfRow(found);
}

/** Handlers of the whole grid: one listener for any number of rows, one call per change. */
export function useGridPointer({ table, onHover, onPoint, onClickRow }: GridPointerInput) {
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
      onClickRow(rowUnder(event), selectionUnder(table, event));
    },
  };
}
