import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ROW_HEIGHT, type RowTable, rowAt, topOf } from './byte-rows.ts';
import { scrollToShow } from './grid-window.ts';

/** Height of the column heads, which stay in place above the rows. */
export const HEAD_HEIGHT = 24;

export interface GridScroll {
  readonly scrollTop: number;
  /** The same, ahead of the next render: what a canvas draws by. */
  readonly position: { readonly current: number };
  onScroll(): void;
  /** Scrolls to `top` px. */
  to(top: number): void;
  /** Brings a row into view; does nothing if it is there already. `viewHeight`: of the rows' part, if known. */
  show(row: number, viewHeight?: number): void;
}

/** Scroll position of the grid as state, and ways to move it. */
export function useGridScroll(ref: RefObject<HTMLElement | null>, table: RowTable): GridScroll {
  const [scrollTop, setScrollTop] = useState(0);
  const position = useRef(0);
  const onScroll = useCallback(() => {
    position.current = ref.current?.scrollTop ?? 0;
    setScrollTop(position.current);
  }, [ref]);
  // A grid that was away while there was no program comes back at its top, without an event.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each table, not each function
  useLayoutEffect(() => onScroll(), [onScroll, table]);
  const to = useCallback(
    (top: number) => {
      if (ref.current) ref.current.scrollTop = top;
      onScroll();
    },
    [ref, onScroll],
  );
  const show = useCallback(
    (row: number, viewHeight?: number) => {
      const grid = ref.current;
      const found = rowAt(table, row);
      if (!grid || !found) return;
      const height =
        found.kind === 'func' ? ROW_HEIGHT.func : found.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
      // Asking the document would make it lay out the whole page, in the middle of a drag.
      const view = viewHeight ?? grid.clientHeight - HEAD_HEIGHT;
      const top = scrollToShow(topOf(table, row), height, position.current, view);
      if (top !== null) to(top);
    },
    [ref, table, to],
  );
  return useMemo(
    () => ({ scrollTop, position, onScroll, to, show }),
    [scrollTop, onScroll, to, show],
  );
}
