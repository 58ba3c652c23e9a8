// The three columns as one grid, of which only the rows in view are in the document.

import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { Highlight } from '../../store/model.ts';
import { useSteady } from '../shared/use-steady.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { LIT, type LitBits, PipelineRow } from './PipelineRow.tsx';
import {
  COLUMNS,
  type Column,
  firstLitRow,
  type LitCells,
  litBy,
  selectionOf,
} from './pipeline-lit.ts';
import type { PipelinePrinter } from './pipeline-print.ts';
import { CELL, type RowTable, rowAt } from './pipeline-rows.ts';

/** Height of a row in px, as in the style sheet. */
const ROW = 22;
const STACKED_ROW = 28;
const OVERSCAN = 12;
const PAGE = 10;
/** Assumed before the table is laid out. */
const FIRST_VIEW = { width: 900, height: 400 };

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** A cell of the grid. */
export interface Place {
  readonly row: number;
  readonly column: Column;
}

interface PipelineTableProps {
  readonly table: RowTable;
  readonly printer: PipelinePrinter;
  readonly pinned: Highlight;
  readonly hovered: Highlight;
  readonly isStacked: boolean;
  readonly place: Place | null;
  onPlace(place: Place | null): void;
  /** Opens a fold, by the first source insn in it. */
  onOpen(fold: number): void;
}

function bitsOf({ source, xlated, x86 }: LitCells): LitBits {
  return (source ? LIT.source : 0) | (xlated ? LIT.xlated : 0) | (x86 ? LIT.x86 : 0);
}

function placeUnder(event: MouseEvent): Place | null {
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest<HTMLElement>('[data-row]')?.dataset['row'];
  if (row === undefined) return null;
  const named = target?.closest<HTMLElement>('[data-col]')?.dataset['col'];
  return { row: Number(row), column: COLUMNS.find((column) => column === named) ?? 'xlated' };
}

/** Pointing previews, a click pins; arrows do the first, Enter the second. */
function usePointing(props: PipelineTableProps, reveal: (row: number) => void) {
  const { table, pinned, place, onPlace, onOpen } = props;
  const { hover, pin } = useActions();
  const selection = usePage((page) => page.pinned);
  const ownPin = useRef(false);
  const show = useSteady(reveal);
  // Scrolls to what was pinned elsewhere.
  useEffect(() => {
    const row = ownPin.current || !selection ? -1 : firstLitRow(table, pinned);
    ownPin.current = false;
    if (row >= 0) show(row);
  }, [table, pinned, selection, show]);
  const selectionAt = (at: Place | null) => {
    const row = at && rowAt(table, at.row);
    return row ? selectionOf(table, row, at.column) : null;
  };
  const preview = (at: Place | null): void => {
    onPlace(at);
    hover(selectionAt(at));
  };
  const choose = (at: Place | null): void => {
    const row = at && rowAt(table, at.row);
    if (row && (row.cells & CELL.fold) !== 0) {
      onPlace(at);
      onOpen(row.slot);
      return;
    }
    ownPin.current = true;
    onPlace(at);
    pin(selectionAt(at));
  };
  const go = (event: KeyboardEvent): Place | null => {
    const from = place ?? { row: Math.max(0, firstLitRow(table, pinned)) - 1, column: 'xlated' };
    const move = MOVES[event.key];
    if (move !== undefined) {
      const row = Math.max(0, Math.min(table.count - 1, from.row + move));
      return { row, column: from.column };
    }
    const side = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const column = COLUMNS[COLUMNS.indexOf(from.column) + side];
    return side !== 0 && column ? { row: Math.max(0, from.row), column } : null;
  };
  return { preview, choose, go };
}

/** The rows in view. */
function useRows({ table, isStacked }: PipelineTableProps, ref: RefObject<HTMLDivElement | null>) {
  const size = isStacked ? STACKED_ROW : ROW;
  // oxlint-disable-next-line react/incompatible-library -- its answers are read here, and memoised nowhere
  const virtual = useVirtualizer({
    count: table.count,
    getScrollElement: () => ref.current,
    estimateSize: () => size,
    overscan: OVERSCAN,
    scrollPaddingStart: isStacked ? 0 : size,
    initialRect: FIRST_VIEW,
  });
  useEffect(() => virtual.measure(), [virtual, size]);
  // Read anew each time: the list is the same object while its answers change.
  return { virtual, items: virtual.getVirtualItems(), height: virtual.getTotalSize() };
}

function Head() {
  return (
    <div className="pl-row pl-head" role="row" aria-rowindex={1}>
      <span role="columnheader">source</span>
      <span role="columnheader">xlated, as bpftool prints it</span>
      <span role="columnheader">x86</span>
    </div>
  );
}

interface RowsProps extends PipelineTableProps {
  readonly id: string;
  readonly items: ReturnType<typeof useRows>['items'];
  readonly activeRow: number;
}

function Rows({ id, items, activeRow, ...props }: RowsProps) {
  const { table, printer, pinned, hovered, isStacked } = props;
  const isPinned = litBy(table, pinned);
  const isHovered = litBy(table, hovered);
  return items.map(({ index, start }) => {
    const row = rowAt(table, index);
    if (!row) return null;
    return (
      <PipelineRow
        key={index}
        id={`${id}-${index}`}
        table={table}
        printer={printer}
        row={row}
        top={start}
        isStacked={isStacked}
        isActive={activeRow === index}
        pinned={bitsOf(isPinned(row))}
        hovered={bitsOf(isHovered(row))}
      />
    );
  });
}

/** Keys of the grid; those that it does not take go on to the page. */
function useKeys(
  { place }: PipelineTableProps,
  { preview, choose, go }: ReturnType<typeof usePointing>,
  reveal: (row: number) => void,
) {
  return (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // The page lets go of the pin.
    if (event.key === 'Escape') return preview(null);
    const to = go(event);
    if (to) {
      preview(to);
      reveal(to.row);
    } else if ((event.key === 'Enter' || event.key === ' ') && place) choose(place);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Source, rewritten insns and x86 line by line. */
export function PipelineTable(props: PipelineTableProps) {
  const { table, isStacked, place } = props;
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const [isFocused, setFocused] = useState(false);
  const { virtual, items, height } = useRows(props, ref);
  const reveal = (row: number): void => virtual.scrollToIndex(row, { align: 'auto' });
  const pointing = usePointing(props, reveal);
  const onKeyDown = useKeys(props, pointing, reveal);
  // Whoever opens it by key goes on by key.
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  const activeRow = isFocused ? (place?.row ?? -1) : -1;
  return (
    <div
      ref={ref}
      className={isStacked ? 'pl-grid is-stacked' : 'pl-grid'}
      role="grid"
      tabIndex={0}
      aria-label="Source, xlated and x86"
      aria-rowcount={table.count + 1}
      aria-colcount={3}
      aria-activedescendant={activeRow >= 0 ? `${id}-${activeRow}` : undefined}
      onKeyDown={onKeyDown}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onMouseMove={(event) => pointing.preview(placeUnder(event))}
      onMouseLeave={() => pointing.preview(null)}
      onClick={(event) => pointing.choose(placeUnder(event))}
    >
      {!isStacked && <Head />}
      <div className="pl-room" role="rowgroup" style={{ height }}>
        <Rows {...props} id={id} items={items} activeRow={activeRow} />
      </div>
    </div>
  );
}
