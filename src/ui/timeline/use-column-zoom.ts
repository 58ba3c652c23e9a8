import { type ScaleLinear, scaleLinear, ZoomTransform, zoomIdentity } from 'd3';
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import { attachZoom, type ColumnZoom, columnPlace, columnRange } from './zoom-columns.ts';

/** Width of a column in which single steps can be told apart (px). */
const READABLE = 8;
/** Columns before time zero that are shown with what follows. */
const BEFORE_ZERO = 2;
/** Fewer columns than this are not spread over the window. */
const LEAST_SHOWN = 20;

export interface ColumnZoomInput {
  readonly svgRef: RefObject<SVGSVGElement | null>;
  /** Receives the zoom, for buttons elsewhere. */
  readonly zoomRef: RefObject<ColumnZoom | null>;
  readonly width: number;
  readonly height: number;
  readonly stepCount: number;
  /** Steps before time zero. */
  readonly zero: number;
  /** What the run is of: another run of the same keeps the window as far as it can. */
  readonly lab: unknown;
  readonly cursor: number;
}

/**
 * The whole run if its steps can be told apart, without what comes before time zero where that leaves more
 * room to the rest; else a readable part of it around `cursor`.
 */
export function openingTransform(
  { stepCount, zero, cursor }: Pick<ColumnZoomInput, 'stepCount' | 'zero' | 'cursor'>,
  width: number,
): ZoomTransform {
  const factor = (READABLE * stepCount) / Math.max(1, width);
  if (factor <= 1) {
    const shown = stepCount - zero + BEFORE_ZERO;
    if (cursor < zero || shown < LEAST_SHOWN || zero < BEFORE_ZERO) return zoomIdentity;
    const closer = stepCount / shown;
    return new ZoomTransform(closer, width - width * closer, 0);
  }
  const middle = columnPlace(cursor, stepCount, width, factor) * factor - width / 2;
  const left = Math.max(0, Math.min(middle, width * factor - width));
  return new ZoomTransform(factor, -left, 0);
}

/** The window after a change: as it was, if the run has only become longer or shorter, as far as that shows the cursor. */
function startTransform(
  input: Pick<ColumnZoomInput, 'stepCount' | 'zero' | 'cursor' | 'lab'>,
  width: number,
  was: { readonly transform: ZoomTransform; readonly opened: number; readonly lab: unknown },
): ZoomTransform {
  const { stepCount, cursor } = input;
  if (was.opened === stepCount && was.lab === input.lab) return was.transform;
  const factor = (was.transform.k * stepCount) / Math.max(1, was.opened);
  if (was.lab !== input.lab || factor < 1) return openingTransform(input, width);
  const kept = new ZoomTransform(factor, was.transform.x, 0);
  const at = kept.applyX(columnPlace(cursor, stepCount, width, factor));
  return at >= 0 && at <= width ? kept : openingTransform(input, width);
}

/** The scale from columns to px, as zoomed. */
export function useColumnZoom(input: ColumnZoomInput): ScaleLinear<number, number> {
  const { svgRef, zoomRef, width, height, stepCount, zero, lab, cursor } = input;
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const latest = useRef({ cursor, transform, opened: -1, lab });
  useEffect(() => {
    latest.current.cursor = cursor;
    latest.current.transform = transform;
  }, [cursor, transform]);

  const x = useMemo(
    () =>
      transform.rescaleX(scaleLinear([0, Math.max(1, stepCount)], columnRange(width, transform.k))),
    [transform, stepCount, width],
  );

  useEffect(() => {
    const svg = svgRef.current;
    if (!svg || width === 0) return undefined;
    const { current } = latest;
    const start = startTransform({ stepCount, zero, cursor: current.cursor, lab }, width, current);
    current.opened = stepCount;
    current.lab = lab;
    const zoom = attachZoom({
      svg,
      width,
      height,
      stepCount,
      start,
      cursor: () => current.cursor,
      onZoom: setTransform,
    });
    zoomRef.current = zoom;
    return () => {
      zoom.destroy();
      zoomRef.current = null;
    };
  }, [svgRef, zoomRef, width, height, stepCount, zero, lab]);

  // The cursor never leaves the window by itself; panning away by hand is allowed. While it is
  // dragged in leaps the lanes wait for it to rest: a window that nobody can read is not drawn.
  const [isDragged] = useState(createDragSense);
  const follow = useEffectEvent((at: number) => {
    const dragged = isDragged(at);
    const [from = 0, to = 0] = x.domain();
    if (at >= from && at <= to) return undefined;
    if (!dragged) {
      zoomRef.current?.centre(at);
      return undefined;
    }
    const timer = setTimeout(() => zoomRef.current?.centre(at), REST_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => follow(cursor), [cursor]);

  return x;
}
