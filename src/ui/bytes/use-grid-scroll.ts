import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { ROW_HEIGHT, type RowTable, rowAt, topOf } from './byte-rows.ts';
import { scrollToShow } from './grid-window.ts';

/** Height of the column heads, which stay in place above the rows. */
export const HEAD_HEIGHT = 24;

export interface GridScroll {
  readonly scrollTop: number;
  onScroll(): void;
  /** Scrolls to `top` px. */
  to(top: number): void;
  /** Brings a row into view; does nothing if it is there already. */
  show(row: number): void;
}

/** Scroll position of the grid as state, and ways to move it. */
export function useGridScroll(ref: RefObject<HTMLElement | null>, table: RowTable): GridScroll {
  const [scrollTop, setScrollTop] = useState(0);
  const onScroll = useCallback(() => setScrollTop(ref.current?.scrollTop ?? 0), [ref]);
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
    (row: number) => {
      const grid = ref.current;
      const found = rowAt(table, row);
      if (!grid || !found) return;
      const height =
        found.kind === 'func' ? ROW_HEIGHT.func : found.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
      const view = grid.clientHeight - HEAD_HEIGHT;
      const top = scrollToShow(topOf(table, row), height, grid.scrollTop, view);
      if (top !== null) to(top);
    },
    [ref, table, to],
  );
  return { scrollTop, onScroll, to, show };
}
