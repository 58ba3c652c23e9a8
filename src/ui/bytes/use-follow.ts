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
  show(row: number): void;
}

/**
 * Scrolls to what happens elsewhere: to what is pinned in another pane, and to the site that a step
 * works on. Returns what to call before a pin of the grid's own, which must not make it jump.
 */
export function useFollow({ table, result, highlight, cursor, show }: FollowInput) {
  const ownPin = useRef(false);
  // A new text gives a new highlight of the same place: only another place scrolls.
  const [first] = highlight.bytes;
  const place = first ? `${first.progIdx}/${first.funcIdx}/${first.start}` : '';
  const toPin = useEffectEvent(() => {
    const row = ownPin.current ? null : firstLitRow(table, highlight);
    ownPin.current = false;
    if (row !== null) show(row);
  });
  const toSite = useEffectEvent(() => {
    // Both of the pair where there is room, and in any case the one at work.
    if (cursor !== null) siteRows(table, result, cursor).forEach(show);
  });
  useEffect(() => {
    if (place !== '') toPin();
  }, [place]);
  useEffect(() => {
    if (cursor !== null) toSite();
  }, [cursor]);
  return useCallback(() => {
    ownPin.current = true;
  }, []);
}
