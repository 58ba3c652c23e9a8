import { type RefObject, useLayoutEffect } from 'react';
import { drawLanes } from './draw-lanes.ts';
import {
  coveredTick,
  drawOverlay,
  drawRuler,
  drawTicks,
  drawUnderlay,
  type OverlayState,
} from './draw-overlay.ts';
import type { LaneLayout } from './lane-layout.ts';
import type { ColumnScale } from './visible-bands.ts';

/** The groups that D3 owns: nothing else writes into them. */
export interface LaneLayers {
  readonly under: RefObject<SVGGElement | null>;
  readonly lanes: RefObject<SVGGElement | null>;
  readonly over: RefObject<SVGGElement | null>;
  readonly ruler: RefObject<SVGGElement | null>;
}

export interface LaneDrawing {
  readonly layout: LaneLayout;
  readonly x: ColumnScale;
  readonly inView: readonly [number, number];
  readonly overlay: OverlayState;
}

/** Draws lanes when they or the zoom change, and what moves with the cursor after each render. */
export function useLaneDrawing(
  { under, lanes, over, ruler }: LaneLayers,
  { layout, x, inView, overlay }: LaneDrawing,
): void {
  const isLaidOut = overlay.width > 0;
  useLayoutEffect(() => {
    if (lanes.current && isLaidOut) drawLanes(lanes.current, layout, x, inView);
  }, [lanes, layout, x, inView, isLaidOut]);
  const { stepCount } = overlay;
  const covered = coveredTick(x, overlay.cursor);
  useLayoutEffect(() => {
    if (ruler.current && isLaidOut) drawTicks(ruler.current, stepCount, x, covered);
  }, [ruler, stepCount, x, covered, isLaidOut]);
  useLayoutEffect(() => {
    if (!under.current || !over.current || !ruler.current || !isLaidOut) return;
    drawUnderlay(under.current, overlay, x);
    drawOverlay(over.current, overlay, x);
    drawRuler(ruler.current, overlay, x);
  });
}
