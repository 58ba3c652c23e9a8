import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { StepRange } from '../../store/model.ts';
import { type Arrow, drawArrows, sameArrows } from './draw-arrows.ts';
import { drawLanes } from './draw-lanes.ts';
import {
  coveredTick,
  coverTick,
  drawColumns,
  drawLines,
  drawRuler,
  drawTicks,
  type LitSteps,
} from './draw-overlay.ts';
import type { LaneLayout } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import type { ColumnScale } from './visible-bands.ts';

/** The groups that D3 owns: nothing else writes into them. */
export interface LaneLayers {
  readonly under: RefObject<SVGGElement | null>;
  readonly lanes: RefObject<SVGGElement | null>;
  readonly over: RefObject<SVGGElement | null>;
  readonly arrows: RefObject<SVGGElement | null>;
  readonly ruler: RefObject<SVGGElement | null>;
}

export interface LaneDrawing {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly x: ColumnScale;
  readonly inView: readonly [number, number];
  readonly isLaidOut: boolean;
  readonly cursor: number;
  readonly lit: LitSteps;
  readonly loop: StepRange | null;
  readonly dropAt: number | null;
  readonly arrows: readonly Arrow[];
}

/** Draws each layer when something in it changes; for most moves of the cursor, none does. */
export function useLaneDrawing(layers: LaneLayers, drawing: LaneDrawing): void {
  const { under, lanes, over, arrows, ruler } = layers;
  const { model, layout, x, inView, isLaidOut, loop, dropAt } = drawing;
  const { stepCount, zero, verdicts } = model;
  const { height } = layout;
  const { pinned, hovered, hits, causal, pointed } = drawing.lit;
  useLayoutEffect(() => {
    if (lanes.current && isLaidOut) drawLanes(lanes.current, layout, x, inView);
  }, [lanes, layout, x, inView, isLaidOut]);
  useLayoutEffect(() => {
    if (ruler.current && isLaidOut) drawTicks(ruler.current, stepCount, x);
  }, [ruler, stepCount, x, isLaidOut]);
  const covered = coveredTick(x, drawing.cursor);
  useLayoutEffect(() => {
    if (ruler.current && isLaidOut) coverTick(ruler.current, covered);
  }, [ruler, covered, stepCount, x, isLaidOut]);
  useLayoutEffect(() => {
    if (!under.current || !isLaidOut) return;
    drawColumns(under.current, { pinned, hovered, hits, causal, pointed }, height, x);
  }, [under, pinned, hovered, hits, causal, pointed, height, x, isLaidOut]);
  useLayoutEffect(() => {
    if (!over.current || !isLaidOut) return;
    drawLines(over.current, { stepCount, zero, verdicts, loop, dropAt }, height, x);
  }, [over, stepCount, zero, verdicts, loop, dropAt, height, x, isLaidOut]);
  useLayoutEffect(() => {
    if (ruler.current && isLaidOut)
      drawRuler(ruler.current, { pinned, hits, causal }, { verdicts, loop }, x);
  }, [ruler, pinned, hits, causal, verdicts, loop, x, isLaidOut]);
  const drawn = useRef<{ readonly arrows: readonly Arrow[]; readonly x: ColumnScale } | null>(null);
  useLayoutEffect(() => {
    const { current } = drawn;
    if (!arrows.current || !isLaidOut) return;
    if (current?.x === x && sameArrows(current.arrows, drawing.arrows)) return;
    drawArrows(arrows.current, drawing.arrows, x);
    drawn.current = { arrows: drawing.arrows, x };
  });
}
