import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight } from '../../store/model.ts';
import type { RowTable } from './byte-rows.ts';
import { firstLitRow, siteRows } from './selection.ts';

export interface FollowInput {
  readonly table: RowTable;
  readonly result: LabResult;
  readonly highlight: Highlight;
  /** Steps done; null when the lab does not run. */
  readonly cursor: number | null;
  /** Row of the CPU that moved last; null when that was no CPU, or it is at none. */
  readonly cpuRow: number | null;
  show(row: number): void;
}

/**
 * Scrolls to what happens elsewhere: to what is pinned in another pane, to the CPU that moved, and to the
 * site that a step works on. Returns what to call before a pin of the grid's own, which must not make it jump.
 */
export function useFollow({ table, result, highlight, cursor, cpuRow, show }: FollowInput) {
  const ownPin = useRef(false);
  // A new text gives a new highlight of the same place: only another place scrolls.
  const [first] = highlight.bytes;
  const place = first ? `${first.progIdx}/${first.funcIdx}/${first.start}` : '';
  const toPin = useEffectEvent(() => {
    const row = ownPin.current ? null : firstLitRow(table, highlight);
    ownPin.current = false;
    if (row !== null) show(row);
  });
  const toWork = useEffectEvent(() => {
    if (cursor === null) return;
    // Both of the pair where there is room, and in any case the one at work.
    if (cpuRow === null) siteRows(table, result, cursor).forEach(show);
    else show(cpuRow);
  });
  useEffect(() => {
    if (place !== '') toPin();
  }, [place]);
  // A CPU moves inside of a folded step too, where the cursor stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each row, not each function
  useEffect(() => {
    if (cursor !== null) toWork();
  }, [cursor, cpuRow]);
  return useCallback(() => {
    ownPin.current = true;
  }, []);
}
