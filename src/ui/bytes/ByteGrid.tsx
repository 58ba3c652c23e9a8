import { type CSSProperties, lazy, Suspense, useCallback, useId, useMemo, useState } from 'react';
import type { Selection } from '../../store/model.ts';
import { useLeapt } from '../shared/cursor-leaps.ts';
import { useSize } from '../shared/use-size.ts';
import { breakpointAt } from './breakpoint-rows.ts';
import { ROW_HEIGHT, rowAt } from './byte-rows.ts';
import { rowOfCpu } from './cpu-pointers.ts';
import { GridRows } from './GridRows.tsx';
import { gridKeyHandler } from './grid-keys.ts';
import { columnTemplate, type GridLayout, gridLayout } from './grid-layout.ts';
import type { Looks } from './grid-looks.ts';
import type { Picture } from './grid-painter.ts';
import type { ByteGridProps } from './grid-props.ts';
import { gridWindow } from './grid-window.ts';
import { jumpPlace } from './jump-place.ts';
import type { GridMarks, GridMoment } from './row-look.ts';
import { selectionOfRow } from './selection.ts';
import { useFollow } from './use-follow.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useLooks, useMarks, useMoment } from './use-grid-scene.ts';
import { HEAD_HEIGHT } from './use-grid-scroll.ts';
import { useTwin } from './use-twin.ts';

/** What draws comes behind the first paint. */
const load = () => import('./margin-set.ts');

const LazyCanvas = lazy(async () => ({ default: (await load()).GridCanvas }));
const LazyOverview = lazy(async () => ({ default: (await load()).Overview }));

/** Without it the rows of the document are all there is to see. */
const CAN_DRAW = typeof OffscreenCanvas !== 'undefined';

const COLUMNS = ['offset', 'part', 'bytes', 'x86-64', 'xlated', 'source'] as const;

const LABELS = {
  jited: 'Bytes of every program, one x86 instruction a row',
  interpreted: 'Insns of every program as the interpreter reads them, one a row',
} as const;

/** Rows are virtual: a table element could not say how many there are. */
const GRID_ROLE = {
  role: 'grid',
  'aria-colcount': COLUMNS.length,
  tabIndex: 0,
  className: 'byte-grid',
} as const;

/** Column widths and how much room there is, for the style sheet. */
function gridStyle(layout: GridLayout) {
  return {
    'data-size': layout.size,
    'data-texts': layout.source ? 3 : layout.xlated ? 2 : 1,
    style: { '--columns': columnTemplate(layout), '--cell': `${layout.cell}px` } as CSSProperties,
  };
}

/** The row of the CPU that moved last. */
function cpuRowOf({ result, view, insidePlace }: ByteGridProps, { pointers }: GridMoment) {
  const lastStep = result.timeline?.steps[(view?.cursor ?? 0) - 1];
  return rowOfCpu(pointers, insidePlace?.actor ?? lastStep?.actor ?? -1);
}

interface Parts {
  readonly layout: GridLayout;
  readonly looks: Looks;
  readonly moment: GridMoment;
  readonly marks: GridMarks;
  /** Of the rows' part, in px. */
  readonly height: number;
}

/** What the picture is made of, and what the rows in the document show. */
function useParts(props: ByteGridProps) {
  const { table, gridRef, addressing = 'offset' } = props;
  const { width, height } = useSize(gridRef);
  const { cellCount } = table;
  const layout = useMemo(
    () => gridLayout(width, cellCount, addressing),
    [width, cellCount, addressing],
  );
  const looks = useLooks(props, layout);
  const moment = useMoment(props);
  const { marks, stops } = useMarks(props);
  return { layout, looks, moment, marks, stops, height: Math.max(0, height - HEAD_HEIGHT) };
}

/** What keys and the pointer do. */
function useHands(props: ByteGridProps, parts: ReturnType<typeof useParts>) {
  const { table, result, scroll, highlight } = props;
  const { looks, moment, marks, stops, height } = parts;
  const [chosenRow, setActiveRow] = useState(0);
  const activeRow = Math.min(chosenRow, Math.max(0, table.rowCount - 1));
  const cursor = props.view?.cursor ?? null;
  const { show: showRow } = scroll;
  // Before the first measuring the grid itself must say how high it is.
  const show = useCallback((row: number) => showRow(row, height || undefined), [showRow, height]);
  const cpuRow = cpuRowOf(props, moment);
  const beforeOwnPin = useFollow({ table, result, highlight, cursor, cpuRow, show });
  const pin = (selection: Selection | null) => {
    beforeOwnPin();
    props.onPin(selection);
  };
  const jump = (row: number) => {
    const place = jumpPlace(table, looks.at(row, { ...moment, ...marks }));
    if (!place) return;
    props.onPin(place.selection);
    if (place.row === null) return;
    setActiveRow(place.row);
    show(place.row);
  };
  const pointer = useGridPointer({
    ...props,
    onClickRow: (row, selection) => {
      if (row !== null) setActiveRow(row);
      pin(selection);
    },
    onClickMargin: (row) => {
      const breakpoint = breakpointAt(table, stops, row);
      if (breakpoint) props.onToggleBreakpoint?.(breakpoint);
    },
    onClickLanding: jump,
  });
  const onKeyDown = gridKeyHandler({
    activeRow,
    rowCount: table.rowCount,
    pageRows: Math.max(1, Math.floor(height / ROW_HEIGHT.insn) - 1),
    onMove: (row) => {
      setActiveRow(row);
      show(row);
      props.onPoint({ row, nth: null });
      props.onHover(selectionOfRow(rowAt(table, row)));
    },
    onPin: (wanted) => pin(wanted ? selectionOfRow(rowAt(table, activeRow)) : null),
    onJump: () => jump(activeRow),
  });
  return { activeRow, handlers: { ...pointer, onKeyDown } };
}

/** The scrolling grid: only the rows in view are in the document, and a canvas draws them. */
export function ByteGrid(props: ByteGridProps) {
  const { table, scroll, gridRef, result } = props;
  const isJited = result.profile.load.jit;
  const baseId = useId();
  const parts = useParts(props);
  const { layout, looks, moment, marks, height } = parts;
  const { activeRow, handlers } = useHands(props, parts);
  const [hasPicture, setHasPicture] = useState(false);
  const window = gridWindow(table, scroll.scrollTop, height);
  const twin = useTwin({ table, moment, ...window }, hasPicture);
  const scene = useMemo(() => ({ ...twin.moment, ...marks }), [twin.moment, marks]);
  const picture = usePicture(parts, table, activeRow);
  const leapt = useLeapt(props.view?.cursor ?? null);
  const isActiveShown = activeRow >= twin.first && activeRow < twin.last;
  const onReady = useCallback(() => setHasPicture(true), []);
  return (
    <div className="grid-frame">
      <div
        ref={gridRef}
        {...GRID_ROLE}
        {...gridStyle(layout)}
        className={hasPicture ? 'byte-grid is-drawn' : 'byte-grid'}
        aria-label={props.label ?? (isJited ? LABELS.jited : LABELS.interpreted)}
        aria-rowcount={table.rowCount + 1}
        aria-activedescendant={isActiveShown ? `${baseId}-${activeRow}` : undefined}
        onScroll={scroll.onScroll}
        {...handlers}
      >
        <GridHead addressing={props.addressing ?? 'offset'} isJited={isJited} />
        {CAN_DRAW && layout.width > 0 && (
          <Suspense fallback={null}>
            <LazyCanvas {...{ picture, scroll, gridRef, onReady }} />
          </Suspense>
        )}
        <GridRows
          {...{ table, looks, scene, baseId, activeRow, leapt }}
          first={twin.first}
          last={twin.last}
        />
      </div>
      <Strip {...{ table, scroll, height }} found={marks.found} />
    </div>
  );
}

function usePicture(parts: Parts, table: ByteGridProps['table'], activeRow: number): Picture {
  const { layout, looks, moment, marks, height } = parts;
  return useMemo(
    () => ({ table, looks, layout, scene: { ...moment, ...marks }, activeRow, height }),
    [table, looks, layout, moment, marks, activeRow, height],
  );
}

type StripProps = Pick<ByteGridProps, 'table' | 'scroll'> & Pick<Parts, 'height'>;

/** The overview, where there is more than fits. */
function Strip({ table, scroll, height, found }: StripProps & Pick<GridMarks, 'found'>) {
  if (!CAN_DRAW || table.height <= height) return null;
  return (
    <Suspense fallback={<div className="overview" aria-hidden="true" />}>
      <LazyOverview {...{ table, scroll, height, found }} />
    </Suspense>
  );
}

interface GridHeadProps {
  readonly addressing: 'offset' | 'address';
  readonly isJited: boolean;
}

function GridHead({ addressing, isJited }: GridHeadProps) {
  const words: Readonly<Record<string, string>> = {
    offset: addressing,
    'x86-64': isJited ? 'x86-64' : 'BPF insn',
  };
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="row-head">
        {COLUMNS.map((column) => (
          <span key={column} role="columnheader" className={`head-${column}`}>
            {words[column] ?? column}
          </span>
        ))}
      </div>
    </div>
  );
}
