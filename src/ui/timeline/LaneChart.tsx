import { type MouseEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { SentenceOf } from '../../store/selectors.ts';
import { useSize } from '../shared/use-size.ts';
import { BlockHandle } from './BlockHandle.tsx';
import { arrowsOf } from './draw-arrows.ts';
import { blockAt, blockOf, LANE_LINES, type LaneLayout, RULER_HEIGHT } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import { type BlockDrag, useBlockDrag } from './use-block-drag.ts';
import { useColumnZoom } from './use-column-zoom.ts';
import { useLaneDrawing } from './use-lane-drawing.ts';
import { type ColumnScale, columnWidth } from './visible-bands.ts';
import { type Wait, waitsAt, waitsOfStep } from './waits.ts';
import type { ColumnZoom } from './zoom-columns.ts';

/** What can be done with the block of a step. */
export interface BlockControls {
  /** x86 instructions in it. */
  insnsOf(step: number): number;
  /** The step whose instructions are listed. */
  readonly openStep: number | null;
  onToggle(step: number): void;
  /** Moves it to another place of the schedule; false when that is refused. */
  onMove(from: number, to: number): boolean;
  onNudge(step: number, way: 1 | -1): void;
}

interface LaneChartProps {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly cursor: number;
  /** x86 instructions done of the step behind the cursor. */
  readonly inside: number;
  readonly blocks: BlockControls;
  readonly pinnedSteps: readonly number[];
  readonly hoveredSteps: readonly number[];
  readonly sentenceOf: SentenceOf;
  onSeek(cursor: number): void;
  onHoverStep(step: number | null): void;
  onPinStep(step: number): void;
  /** Stretch of the lanes that is scrolled into view (px from the top). */
  readonly inView: readonly [number, number];
  /** Zoom and pan, for buttons elsewhere. */
  readonly zoomRef: RefObject<ColumnZoom | null>;
  /** Columns now in the window. */
  onWindow(from: number, to: number): void;
}

/** Waits to be drawn: those under way, and strongly those of the steps that are looked at. */
function shownWaits(
  waits: readonly Wait[],
  cursor: number,
  steps: readonly number[],
): { readonly waits: readonly Wait[]; readonly lit: ReadonlySet<Wait> } {
  if (waits.length === 0) return { waits, lit: new Set() };
  const lit = new Set(steps.flatMap((step) => waitsOfStep(waits, step)));
  return { waits: [...new Set([...lit, ...waitsAt(waits, cursor)])], lit };
}

/** The lanes themselves: D3 inside, one column a step. */
export function LaneChart(props: LaneChartProps) {
  const { model, layout, cursor, inside, blocks, inView, zoomRef, onWindow } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const under = useRef<SVGGElement>(null);
  const lanes = useRef<SVGGElement>(null);
  const over = useRef<SVGGElement>(null);
  const ruler = useRef<SVGGElement>(null);
  const isTaken = useRef<(event: globalThis.MouseEvent) => boolean>(() => false);
  const { width } = useSize(hostRef);
  const [pointed, setPointed] = useState<number | null>(null);
  const { stepCount, zero, lab } = model;
  const { height } = layout;
  const x = useColumnZoom({
    svgRef,
    zoomRef,
    width,
    height,
    stepCount,
    zero,
    lab,
    cursor,
    isTaken,
  });

  const columnAt = (event: { readonly clientX: number }): number => {
    const left = svgRef.current?.getBoundingClientRect().left ?? 0;
    return Math.floor(x.invert(event.clientX - left));
  };
  const blockUnder = (event: { readonly clientX: number; readonly clientY: number }) => {
    const step = columnAt(event);
    const top = svgRef.current?.getBoundingClientRect().top ?? 0;
    return step >= model.zero ? blockAt(layout, step, event.clientY - top) : null;
  };
  const { drag, wasDragged, handlers } = useBlockDrag({
    blockUnder,
    placeUnder: (event) => Math.max(0, Math.min(stepCount - 1, columnAt(event))),
    onMove: blocks.onMove,
  });
  const current = inside > 0 ? cursor : cursor - 1;
  const lookedAt = [current, ...(pointed === null ? [] : [pointed])];
  if (props.pinnedSteps.length === 1) lookedAt.push(...props.pinnedSteps);
  const { waits, lit } = shownWaits(model.waits, cursor, lookedAt);
  const overlay = {
    ...model,
    ...props,
    within: inside > 0 ? inside / Math.max(inside + 1, blocks.insnsOf(cursor)) : 0,
    arrows: arrowsOf(layout, waits, lit, cursor),
    dropAt: drag && !drag.isBack ? dropLine(drag) : null,
    pointed,
    height,
    width,
  };
  useLaneDrawing({ under, lanes, over, ruler }, { layout, x, inView, overlay });
  useLayoutEffect(() => {
    isTaken.current = (event) => blockUnder(event) !== null;
  });
  useLayoutEffect(() => {
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [x, onWindow]);

  const stepAt = (event: MouseEvent<SVGSVGElement>): number | null => {
    const step = columnAt(event);
    return step >= 0 && step < stepCount ? step : null;
  };
  const point = (step: number | null) => {
    if (step === pointed) return;
    setPointed(step);
    props.onHoverStep(step);
  };
  const choose = (step: number | null) => {
    if (step === null || wasDragged()) return;
    props.onSeek(step + 1);
    props.onPinStep(step);
  };
  const block = blockOf(layout, current);
  return (
    <div ref={hostRef} className={drag ? 'lane-chart is-dragging' : 'lane-chart'}>
      <svg className="ruler-strip" width={width} height={RULER_HEIGHT} aria-hidden="true">
        <g ref={ruler} />
      </svg>
      <svg
        ref={svgRef}
        width={width}
        height={height}
        role="img"
        aria-label={`Lanes of ${stepCount} steps; the slider above moves through them`}
        onMouseMove={(event) => point(drag ? null : stepAt(event))}
        onMouseLeave={() => point(null)}
        onClick={(event) => choose(stepAt(event))}
        onDoubleClick={(event) => {
          const step = blockUnder(event)?.mark.step;
          if (step !== undefined && blocks.insnsOf(step) > 0) blocks.onToggle(step);
        }}
        {...handlers}
      >
        <Patterns />
        <g ref={under} />
        <g ref={lanes} />
        <g ref={over} />
      </svg>
      {block && width > 0 && (
        <BlockHandle
          block={block}
          x={x}
          width={width}
          insns={blocks.insnsOf(current)}
          isOpen={blocks.openStep === current}
          spoken={`Step ${current + 1}: ${props.sentenceOf(current)}`}
          onToggle={() => blocks.onToggle(current)}
          onNudge={(way) => blocks.onNudge(current, way)}
        />
      )}
      {drag && <BlockGhost drag={drag} x={x} />}
      {pointed !== null && !drag && (
        <StepTip step={pointed} at={x(pointed + 0.5)} width={width} {...props} />
      )}
    </div>
  );
}

/** Column before which a dragged block would stand. */
function dropLine({ block, to }: BlockDrag): number {
  return to > block.mark.step ? to + 1 : to;
}

/** Hatching of waits. */
function Patterns() {
  return (
    <defs>
      <pattern
        id="lane-hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className="hatch-ground" width="6" height="6" />
        <rect className="hatch-line" width="1.5" height="6" />
      </pattern>
    </defs>
  );
}

/** The block that follows the pointer. */
function BlockGhost({ drag, x }: { readonly drag: BlockDrag; readonly x: ColumnScale }) {
  const { block, by, isBack } = drag;
  const hue = block.placed.lane.cpu?.hue ?? 4;
  return (
    <div
      className={`block-ghost is-cpu-${hue}${isBack ? ' is-back' : ''}`}
      style={{
        left: x(block.mark.step) + by,
        width: Math.max(6, columnWidth(x)),
        top: RULER_HEIGHT + block.placed.top + LANE_LINES.mark - 1,
      }}
      aria-hidden="true"
    >
      {block.mark.label}
    </div>
  );
}

interface StepTipProps {
  readonly step: number;
  /** Middle of the column (px). */
  readonly at: number;
  readonly width: number;
  readonly sentenceOf: SentenceOf;
}

/** What the step under the pointer did; the slider says the same aloud. */
function StepTip({ step, at, width, sentenceOf }: StepTipProps) {
  const side = at > width / 2 ? 'lane-tip is-left' : 'lane-tip';
  return (
    <div className={side} style={{ left: at }} aria-hidden="true">
      <b>{step + 1}</b> {sentenceOf(step)}
    </div>
  );
}
