import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import { indexHighlight } from '../shared/highlight-index.ts';
import { useSize } from '../shared/use-size.ts';
import { ArcGutter } from './ArcGutter.tsx';
import { ROW_HEIGHT, type RowTable, rowAt } from './byte-rows.ts';
import { GridRows } from './GridRows.tsx';
import { rowAfterKey } from './grid-keys.ts';
import { gridWindow } from './grid-window.ts';
import type { Syntax } from './insn-text.ts';
import { Overview } from './Overview.tsx';
import { firstLitRow, insnSelection, selectionOfRow } from './selection.ts';
import { type GridScroll, HEAD_HEIGHT } from './use-grid-scroll.ts';

export interface ByteGridProps {
  readonly result: LabResult;
  readonly table: RowTable;
  readonly view: MachineView | null;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  readonly syntax: Syntax;
  readonly scroll: GridScroll;
  readonly gridRef: React.RefObject<HTMLDivElement | null>;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

const COLUMNS = ['offset', 'part', 'bytes', 'x86-64', 'BPF', 'piece'] as const;

/** The scrolling grid: only the rows in view are in the document. */
export function ByteGrid(props: ByteGridProps) {
  const { table, scroll, gridRef, highlight } = props;
  const baseId = useId();
  const { height } = useSize(gridRef);
  const [activeRow, setActiveRow] = useState(0);
  const pinned = useMemo(() => indexHighlight(highlight), [highlight]);
  const hovered = useMemo(() => indexHighlight(props.hoveredHighlight), [props.hoveredHighlight]);
  const { first, last } = gridWindow(table, scroll.scrollTop, height - HEAD_HEIGHT);
  const ownPin = useRef(false);

  // A pin made elsewhere brings its bytes into view; one's own must not make the page jump.
  useEffect(() => {
    const row = ownPin.current ? null : firstLitRow(table, highlight);
    ownPin.current = false;
    if (row !== null) scroll.show(row);
  }, [highlight, table, scroll.show]);

  const pin = (selection: Selection | null) => {
    ownPin.current = true;
    props.onPin(selection);
  };
  const rowUnder = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    return element instanceof HTMLElement ? Number(element.dataset['row']) : null;
  };
  const selectionUnder = (event: MouseEvent): Selection | null => {
    const row = rowUnder(event);
    if (row === null) return null;
    const found = rowAt(table, row);
    const onBpf = event.target instanceof Element && event.target.closest('.col-bpf');
    return (onBpf && insnSelection(found)) || selectionOfRow(found);
  };
  const lastHover = useRef<string>('');
  const onMove = (event: MouseEvent) => {
    const selection = selectionUnder(event);
    const key = JSON.stringify(selection);
    if (key === lastHover.current) return;
    lastHover.current = key;
    props.onHover(selection);
  };
  const onLeave = () => {
    lastHover.current = '';
    props.onHover(null);
  };
  const onClick = (event: MouseEvent) => {
    const row = rowUnder(event);
    if (row !== null) setActiveRow(row);
    pin(selectionUnder(event));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT.insn) - 2);
    const to = rowAfterKey(event.key, activeRow, table.rowCount, page);
    if (to !== null) {
      setActiveRow(to);
      scroll.show(to);
      props.onHover(selectionOfRow(rowAt(table, to)));
    } else if (event.key === 'Enter') pin(selectionOfRow(rowAt(table, activeRow)));
    else if (event.key === 'Escape') pin(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="grid-frame">
      {/* biome-ignore lint/a11y/useSemanticElements: rows are virtual, a table cannot hold them */}
      <div
        ref={gridRef}
        role="grid"
        aria-label="Bytes of every program, one x86 instruction a row"
        aria-rowcount={table.rowCount + 1}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={
          activeRow >= first && activeRow < last ? `${baseId}-${activeRow}` : undefined
        }
        tabIndex={0}
        className="byte-grid"
        style={{ '--cells': table.cellCount } as React.CSSProperties}
        onScroll={scroll.onScroll}
        onMouseMove={onMove}
        onMouseLeave={onLeave}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="grid-head">
          <div role="row" aria-rowindex={1} className="row-head">
            {COLUMNS.map((column) => (
              <span key={column} role="columnheader" className={`head-${column}`}>
                {column}
              </span>
            ))}
          </div>
        </div>
        <ArcGutter table={table} first={first} last={last} activeRow={activeRow} />
        <div role="rowgroup" className="grid-body" style={{ height: table.height }}>
          <GridRows
            {...props}
            baseId={baseId}
            first={first}
            last={last}
            activeRow={activeRow}
            pinned={pinned}
            hovered={hovered}
          />
        </div>
      </div>
      {table.height > height * 1.5 && (
        <Overview
          table={table}
          scrollTop={scroll.scrollTop}
          height={height}
          onScrollTo={scroll.to}
        />
      )}
    </div>
  );
}
