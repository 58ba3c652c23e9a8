import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import type { RowTable } from './byte-rows.ts';
import type { GridWindow } from './grid-window.ts';
import type { GridMoment } from './row-look.ts';

/** What the rows in the document show. */
export interface TwinState extends GridWindow {
  readonly table: RowTable;
  readonly moment: GridMoment;
}

function isSame(a: TwinState, b: TwinState): boolean {
  return a.table === b.table && a.moment === b.moment && a.first === b.first && a.last === b.last;
}

/** Tells, once for each new state, whether it is one of many in quick succession. */
function createHaste() {
  const isDrag = createDragSense();
  let lastScroll = Number.NEGATIVE_INFINITY;
  return (was: TwinState, is: TwinState): boolean => {
    const isDragged = was.moment !== is.moment && isDrag(is.moment.view?.cursor ?? 0);
    const isScrolled = was.first !== is.first || was.last !== is.last;
    const since = performance.now() - lastScroll;
    if (isScrolled) lastScroll = performance.now();
    return isDragged || (isScrolled && since < REST_MS);
  };
}

/**
 * The state for the rows in the document. While a canvas shows them (`hasPicture`), they may fall behind a drag or
 * a flick of the wheel until it rests: nobody reads them meanwhile. A lone move takes them along.
 */
export function useTwin(live: TwinState, hasPicture: boolean): TwinState {
  const [shown, setShown] = useState(live);
  const [isHasty] = useState(createHaste);
  const last = useRef(live);
  const timer = useRef(0);
  const { table, moment, first, last: end } = live;
  useLayoutEffect(() => {
    const next = { table, moment, first, last: end };
    if (isSame(last.current, next)) return;
    const hasty = isHasty(last.current, next);
    last.current = next;
    window.clearTimeout(timer.current);
    if (hasty) timer.current = window.setTimeout(() => setShown(last.current), REST_MS);
    else setShown(next);
  }, [table, moment, first, end, isHasty]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return hasPicture && shown.table === table ? shown : live;
}
