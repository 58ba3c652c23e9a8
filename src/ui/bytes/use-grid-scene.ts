import { useMemo } from 'react';
import type { Breakpoint } from '../../store/model.ts';
import { indexHighlight } from '../shared/highlight-index.ts';
import { breakpointRows } from './breakpoint-rows.ts';
import { cpuPointers } from './cpu-pointers.ts';
import type { GridLayout } from './grid-layout.ts';
import { createLooks } from './grid-looks.ts';
import type { ByteGridProps } from './grid-props.ts';
import type { GridMarks, GridMoment } from './row-look.ts';

const NO_BREAKPOINTS: readonly Breakpoint[] = [];

/** Where the run stands. */
export function useMoment({ result, table, view, choices, insidePlace }: ByteGridProps) {
  return useMemo(
    (): GridMoment => ({
      view,
      choices,
      pointers: cpuPointers(result, table, view, insidePlace),
    }),
    [result, table, view, choices, insidePlace],
  );
}

/** What the user did to the rows, and the breakpoints by row. */
export function useMarks(props: ByteGridProps) {
  const { table, highlight, hoveredHighlight, found = null, foundRow = null } = props;
  const { breakpoints = NO_BREAKPOINTS } = props;
  const stops = useMemo(() => breakpointRows(table, breakpoints), [table, breakpoints]);
  const pinned = useMemo(() => indexHighlight(highlight), [highlight]);
  const hovered = useMemo(() => indexHighlight(hoveredHighlight), [hoveredHighlight]);
  const marks = useMemo(
    (): GridMarks => ({ pinned, hovered, breakpoints: new Set(stops.keys()), found, foundRow }),
    [pinned, hovered, stops, found, foundRow],
  );
  return { marks, stops };
}

export function useLooks(props: ByteGridProps, { longAddress }: GridLayout) {
  const { table, result, syntax, addressing = 'offset', text = '' } = props;
  return useMemo(
    () => createLooks(table, { result, syntax, addressing, longAddress, text }),
    [table, result, syntax, addressing, longAddress, text],
  );
}
