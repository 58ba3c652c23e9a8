import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { ByteGrid } from './ByteGrid.tsx';
import { type FuncSection, rowAt, rowAtY } from './byte-rows.ts';
import type { ByteGridProps } from './grid-props.ts';
import { type ProgTable, rowIn, rowsIn } from './prog-table.ts';
import { useGridScroll } from './use-grid-scroll.ts';

/** A wish to see a function; a new object each time, so that the same one can be asked for again. */
export interface JumpTo {
  readonly section: FuncSection;
}

/** Rows of the whole table that a search hit, and the one at hand. */
export interface FoundRows {
  readonly rows: ReadonlySet<number>;
  readonly row: number | null;
}

export interface ByteColumnProps
  extends Omit<ByteGridProps, 'table' | 'scroll' | 'gridRef' | 'found' | 'foundRow'> {
  readonly part: ProgTable;
  readonly search: FoundRows | null;
  readonly jump: JumpTo | null;
  /** The others tell of their top only once they are scrolled. */
  readonly isFirst: boolean;
  /** The first row in view, as one of the whole table. */
  onTopRow(row: number): void;
  /** The function at the top of the view, as a section of the part's table. */
  onTop(section: FuncSection): void;
}

/** One grid with a scroll position of its own. Rows that go in and out are those of the whole table. */
export function ByteColumn({
  part,
  search,
  jump,
  isFirst,
  onTopRow,
  onTop,
  ...rest
}: ByteColumnProps) {
  const { table, firstRow } = part;
  const gridRef = useRef<HTMLDivElement>(null);
  const scroll = useGridScroll(gridRef, table);
  const firstShown = rowAtY(table, scroll.scrollTop + 1);
  const top = rowAt(table, firstShown)?.section ?? null;
  const found = useMemo(() => rowsIn(part, search?.rows ?? null), [part, search?.rows]);
  const foundRow = rowIn(part, search?.row ?? null);

  useEffect(() => {
    onTopRow(firstRow + firstShown);
  }, [onTopRow, firstRow, firstShown]);
  const isScrolled = useRef(isFirst);
  const tellTop = useEffectEvent((section: FuncSection) => {
    if (isScrolled.current) onTop(section);
    isScrolled.current = true;
  });
  useEffect(() => {
    if (top) tellTop(top);
  }, [top]);
  const follow = useEffectEvent(() => {
    const own = table.sections.find(
      ({ progIdx, funcIdx }) =>
        progIdx === jump?.section.progIdx && funcIdx === jump.section.funcIdx,
    );
    if (!own) return;
    gridRef.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    scroll.to(own.top);
  });
  useEffect(() => {
    if (jump) follow();
  }, [jump]);
  const showFound = useEffectEvent((row: number) => {
    gridRef.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    scroll.show(row);
  });
  useEffect(() => {
    if (foundRow !== null) showFound(foundRow);
  }, [foundRow]);

  return (
    <ByteGrid
      {...rest}
      table={table}
      scroll={scroll}
      gridRef={gridRef}
      found={found}
      foundRow={foundRow}
      onPoint={(pointed) => rest.onPoint(pointed && { ...pointed, row: pointed.row + firstRow })}
    />
  );
}
