import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { watchTheme } from '../shared/theme.ts';
import { type RowTable, topOf } from './byte-rows.ts';
import { overviewColours, paintOverview } from './draw-overview.ts';
import { gridY, overviewMap, overviewY } from './overview-map.ts';
import type { GridScroll } from './use-grid-scroll.ts';

interface OverviewProps {
  readonly table: RowTable;
  readonly scroll: GridScroll;
  /** Of the rows' part of the grid, in px. */
  readonly height: number;
  /** Rows that a search hit. */
  readonly found: ReadonlySet<number> | null;
}

const LEAST_FRAME = 8;

/**
 * All images beside the scroll bar, a pixel for each byte: where one is, and where the poke sites are. For the
 * pointer only; keys have Home, End and the arrows of the grid.
 */
export function Overview({ table, scroll, height, found }: OverviewProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const map = useMemo(() => overviewMap(table, height), [table, height]);
  useEffect(() => {
    const context = ref.current?.getContext('2d', { willReadFrequently: true });
    if (!context || height === 0) return undefined;
    const hits = [...(found ?? [])].map((row) => overviewY(map, table, topOf(table, row)));
    const paint = () => {
      const colours = overviewColours(context.canvas, context);
      const ratio = window.devicePixelRatio || 1;
      paintOverview(context, map, colours, { found: hits }, [height, ratio]);
    };
    paint();
    // A new theme means new colours, and a canvas does not inherit them.
    return watchTheme(paint);
  }, [map, table, height, found]);

  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    event.stopPropagation();
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    scroll.to(Math.max(0, gridY(map, table, y) - height / 2));
  };
  const top = overviewY(map, table, scroll.scrollTop);
  const bottom = overviewY(map, table, scroll.scrollTop + height);
  return (
    <div className="overview" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <canvas ref={ref} style={{ height }} />
      <span
        className="overview-frame"
        style={{ top, height: Math.max(LEAST_FRAME, bottom - top) }}
      />
    </div>
  );
}
