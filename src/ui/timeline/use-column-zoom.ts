import { type ScaleLinear, scaleLinear, type ZoomTransform, zoomIdentity } from 'd3';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { attachZoom, type ColumnZoom } from './zoom-columns.ts';

/** Room at either end, for the cursor's handle (px). */
const EDGE = 8;

/** Width of a column in which a mark's letters can be read (px). */
const READABLE = 13;

export interface ColumnZoomInput {
  readonly svgRef: RefObject<SVGSVGElement | null>;
  /** Receives the zoom, for buttons elsewhere. */
  readonly zoomRef: RefObject<ColumnZoom | null>;
  readonly width: number;
  readonly height: number;
  readonly stepCount: number;
  readonly cursor: number;
}

/** The scale from columns to px, as zoomed; a long run opens readable, around the cursor. */
export function useColumnZoom(input: ColumnZoomInput): ScaleLinear<number, number> {
  const { svgRef, zoomRef, width, height, stepCount, cursor } = input;
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const openedAt = useRef(-1);
  const cursorRef = useRef(cursor);
  useEffect(() => {
    cursorRef.current = cursor;
  }, [cursor]);

  const x = useMemo(
    () =>
      transform.rescaleX(
        scaleLinear([0, Math.max(1, stepCount)], [EDGE, Math.max(2 * EDGE, width - EDGE)]),
      ),
    [transform, stepCount, width],
  );

  useEffect(() => {
    const svg = svgRef.current;
    if (!svg || width === 0) return undefined;
    const zoom = attachZoom({ svg, width, height, stepCount, onZoom: setTransform });
    zoomRef.current = zoom;
    // Clamps what an earlier, longer run left.
    zoom.by(1);
    if (openedAt.current !== stepCount) zoom.atLeast(READABLE, cursorRef.current);
    openedAt.current = stepCount;
    return () => {
      zoom.destroy();
      zoomRef.current = null;
    };
  }, [svgRef, zoomRef, width, height, stepCount]);

  // The cursor never leaves the window by itself; panning away by hand is allowed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move of the cursor counts
  useEffect(() => {
    const [from = 0, to = 0] = x.domain();
    if (cursor < from || cursor > to) zoomRef.current?.centre(cursor);
  }, [cursor]);

  return x;
}
