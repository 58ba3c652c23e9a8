import {
  type ComponentProps,
  type CSSProperties,
  lazy,
  Suspense,
  useId,
  useMemo,
  useState,
} from 'react';
import type { Selection } from '../../store/model.ts';
import { useSize } from '../shared/use-size.ts';
import { ROW_HEIGHT, rowAt } from './byte-rows.ts';
import { cpuPointers, rowOfCpu } from './cpu-pointers.ts';
import { GridRows } from './GridRows.tsx';
import { gridKeyHandler } from './grid-keys.ts';
import type { ByteGridProps } from './grid-props.ts';
import { gridWindow } from './grid-window.ts';
import { selectionOfRow } from './selection.ts';
import { useFollow } from './use-follow.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { HEAD_HEIGHT } from './use-grid-scroll.ts';

/** The arcs and the strip, and with them D3, come behind the first paint. */
const load = () => import('./margin-set.ts');

const LazyArcGutter = lazy(async () => ({ default: (await load()).ArcGutter }));
const LazyOverview = lazy(async () => ({ default: (await load()).Overview }));

const COLUMNS = ['offset', 'part', 'bytes', 'x86-64', 'BPF', 'piece'] as const;

/** Rows are virtual: a table element could not say how many there are. */
const GRID_ROLE = {
  role: 'grid',
  'aria-label': 'Bytes of every program, one x86 instruction a row',
  'aria-colcount': COLUMNS.length,
  tabIndex: 0,
  className: 'byte-grid',
} as const;

/** CPUs by row, and the row of the one that moved last. */
function usePointers({ result, table, view, insidePlace }: ByteGridProps) {
  const pointers = useMemo(
    () => cpuPointers(result, table, view, insidePlace),
    [result, table, view, insidePlace],
  );
  const lastStep = result.timeline?.steps[(view?.cursor ?? 0) - 1];
  const moved = insidePlace?.actor ?? lastStep?.actor ?? -1;
  return { pointers, cpuRow: rowOfCpu(pointers, moved) };
}

/** The scrolling grid: only the rows in view are in the document. */
export function ByteGrid(props: ByteGridProps) {
  const { table, result, scroll, gridRef, highlight } = props;
  const baseId = useId();
  const { height } = useSize(gridRef);
  const [chosenRow, setActiveRow] = useState(0);
  const activeRow = Math.min(chosenRow, Math.max(0, table.rowCount - 1));
  const window = gridWindow(table, scroll.scrollTop, height - HEAD_HEIGHT);
  const isActiveShown = activeRow >= window.first && activeRow < window.last;
  const { pointers, cpuRow } = usePointers(props);
  const cursor = props.view?.cursor ?? null;
  const beforeOwnPin = useFollow({ table, result, highlight, cursor, cpuRow, show: scroll.show });
  const pin = (selection: Selection | null) => {
    beforeOwnPin();
    props.onPin(selection);
  };
  const pointer = useGridPointer({
    ...props,
    onClickRow: (row, selection) => {
      if (row !== null) setActiveRow(row);
      pin(selection);
    },
  });
  const onKeyDown = gridKeyHandler({
    activeRow,
    rowCount: table.rowCount,
    pageRows: Math.max(1, Math.floor(height / ROW_HEIGHT.insn) - 2),
    onMove: (row) => {
      setActiveRow(row);
      scroll.show(row);
      props.onPoint({ row, nth: null });
      props.onHover(selectionOfRow(rowAt(table, row)));
    },
    onPin: (wanted) => pin(wanted ? selectionOfRow(rowAt(table, activeRow)) : null),
  });

  return (
    <div className="grid-frame">
      <div
        ref={gridRef}
        {...GRID_ROLE}
        aria-rowcount={table.rowCount + 1}
        aria-activedescendant={isActiveShown ? `${baseId}-${activeRow}` : undefined}
        style={{ '--cells': table.cellCount } as CSSProperties}
        onScroll={scroll.onScroll}
        {...pointer}
        onKeyDown={onKeyDown}
      >
        <GridHead />
        <Arcs table={table} {...window} activeRow={activeRow} />
        <GridRows
          {...props}
          {...window}
          pointers={pointers}
          baseId={baseId}
          activeRow={activeRow}
        />
      </div>
      <Strip table={table} scroll={scroll} height={height} />
    </div>
  );
}

function Arcs(props: ComponentProps<typeof LazyArcGutter>) {
  return (
    <Suspense fallback={null}>
      <LazyArcGutter {...props} />
    </Suspense>
  );
}

interface StripSize {
  /** Of the grid, in px. */
  readonly height: number;
}

/** The overview, where there is more than fits. */
function Strip({ table, scroll, height }: Pick<ByteGridProps, 'table' | 'scroll'> & StripSize) {
  if (table.height <= height * 1.5) return null;
  return (
    <Suspense fallback={<div className="overview" aria-hidden="true" />}>
      <LazyOverview {...scroll} table={table} height={height} onScrollTo={scroll.to} />
    </Suspense>
  );
}

function GridHead() {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="row-head">
        {COLUMNS.map((column) => (
          <span key={column} role="columnheader" className={`head-${column}`}>
            {column}
          </span>
        ))}
      </div>
    </div>
  );
}
