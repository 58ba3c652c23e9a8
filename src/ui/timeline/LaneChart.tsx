import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { StepRange } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import { useSize } from '../shared/use-size.ts';
import { BlockHandle } from './BlockHandle.tsx';
import { CursorLayer, WaitBars } from './CursorLayer.tsx';
import { arrowsOf } from './draw-arrows.ts';
import { BlockGhost, Patterns, StepTip } from './LaneExtras.tsx';
import { blockOf, type LaneLayout } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import { RulerStrip } from './RulerStrip.tsx';
import type { BlockDrag } from './use-block-drag.ts';
import { useChartPointer } from './use-chart-pointer.ts';
import { useColumnZoom } from './use-column-zoom.ts';
import { type LaneLayers, useLaneDrawing } from './use-lane-drawing.ts';
import type { ColumnScale } from './visible-bands.ts';
import { shownWaits } from './waits.ts';
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
  readonly playing: boolean;
  readonly blocks: BlockControls;
  readonly pinnedSteps: readonly number[];
  readonly hoveredSteps: readonly number[];
  /** Found by the search. */
  readonly hits: readonly number[];
  readonly causal: readonly number[];
  readonly loop: StepRange | null;
  readonly sentenceOf: SentenceOf;
  /** What the last step did. */
  readonly sentence: string;
  onSeek(cursor: number): void;
  onLoop(loop: StepRange | null): void;
  onHoverStep(step: number | null): void;
  onPinStep(step: number): void;
  /** The lane that the keys for events go along. */
  onFocusLane(id: string): void;
  /** Stretch of the lanes that is scrolled into view (px from the top). */
  readonly inView: readonly [number, number];
  /** Zoom and pan, for buttons and keys elsewhere. */
  readonly zoomRef: RefObject<ColumnZoom | null>;
  /** Columns now in the window. */
  onWindow(from: number, to: number): void;
}

/** Column of the step that the page shows: the last one done, or the one that it is inside of. */
function currentStep({ cursor, inside }: LaneChartProps): number {
  return inside > 0 ? cursor : cursor - 1;
}

/** How much of the step behind the cursor is done, 0..1. */
function withinStep({ cursor, inside, blocks }: LaneChartProps): number {
  return inside > 0 ? inside / Math.max(inside + 1, blocks.insnsOf(cursor)) : 0;
}

/** Waits under way, and the arrows of those to be shown. */
function waitsOf(props: LaneChartProps, pointed: number | null) {
  const { model, layout, cursor, pinnedSteps } = props;
  const looked = [currentStep(props), ...(pointed === null ? [] : [pointed])];
  if (pinnedSteps.length === 1) looked.push(...pinnedSteps);
  const { waits, underWay, lit } = shownWaits(model.waits, cursor, looked);
  return { underWay, arrows: arrowsOf(layout, waits, lit, cursor) };
}

/** Column before which a dragged block would stand. */
function dropLine({ block, to }: BlockDrag): number {
  return to > block.mark.step ? to + 1 : to;
}

interface ChartRefs extends LaneLayers {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly svg: RefObject<SVGSVGElement | null>;
}

/** Zooms, points and draws. */
function useChart(props: LaneChartProps, { host, svg, ...layers }: ChartRefs) {
  const { model, layout, cursor, blocks, inView, zoomRef, onWindow, loop } = props;
  const { hits, causal } = props;
  const { width } = useSize(host);
  const isLaidOut = width > 0;
  const { height } = layout;
  const x = useColumnZoom({ svgRef: svg, zoomRef, width, height, cursor, ...model });
  const { pointed, drag, handlers } = useChartPointer({
    svgRef: svg,
    model,
    layout,
    x,
    onHoverStep: props.onHoverStep,
    onChoose: (step, lane) => {
      props.onSeek(step + 1);
      props.onPinStep(step);
      if (lane !== null) props.onFocusLane(lane);
    },
    onOpen: (step) => blocks.insnsOf(step) > 0 && blocks.onToggle(step),
    onMove: blocks.onMove,
  });
  const { arrows, underWay } = waitsOf(props, pointed);
  const lit = { pinned: props.pinnedSteps, hovered: props.hoveredSteps, hits, causal, pointed };
  const dropAt = drag && !drag.isBack ? dropLine(drag) : null;
  const moment = { cursor, lit, loop, dropAt, arrows };
  useLaneDrawing(layers, { model, layout, x, inView, isLaidOut, ...moment });
  useLayoutEffect(() => {
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [x, onWindow]);
  return { x, width, isLaidOut, pointed, drag, handlers, underWay };
}

/** The lanes themselves: D3 inside, one column a step. */
export function LaneChart(props: LaneChartProps) {
  const { model, layout, cursor } = props;
  const host = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const under = useRef<SVGGElement>(null);
  const lanes = useRef<SVGGElement>(null);
  const over = useRef<SVGGElement>(null);
  const arrows = useRef<SVGGElement>(null);
  const ruler = useRef<SVGGElement>(null);
  const chart = useChart(props, { host, svg, under, lanes, over, arrows, ruler });
  const { x, width, isLaidOut, pointed, drag, handlers, underWay } = chart;
  const classes = ['lane-chart', drag && 'is-dragging', props.playing && 'is-playing'];
  return (
    <div ref={host} className={classes.filter(Boolean).join(' ')}>
      <RulerStrip {...props} {...model} groupRef={ruler} x={x} width={width} />
      <svg
        ref={svg}
        className="lane-drawing"
        width={width}
        height={layout.height}
        role="img"
        aria-label={`Lanes of ${model.stepCount} steps; the slider above moves through them`}
        {...handlers}
      >
        <Patterns />
        <g ref={under} />
        <g ref={lanes} />
        <g ref={over} />
        <g ref={arrows} />
      </svg>
      {isLaidOut && (
        <div className="lane-over">
          <WaitBars waits={underWay} layout={layout} cursor={cursor} x={x} />
          <CurrentBlock {...props} x={x} width={width} />
        </div>
      )}
      {isLaidOut && <CursorLayer cursor={cursor} within={withinStep(props)} x={x} width={width} />}
      {drag && <BlockGhost drag={drag} x={x} />}
      {pointed !== null && (
        <StepTip step={pointed} at={x(pointed + 0.5)} width={width} {...props} />
      )}
    </div>
  );
}

interface CurrentBlockProps extends LaneChartProps {
  readonly x: ColumnScale;
  readonly width: number;
}

/** The control on the block of the step that the page shows. */
function CurrentBlock(props: CurrentBlockProps) {
  const { layout, cursor, blocks, x, width } = props;
  const step = currentStep(props);
  const block = blockOf(layout, step);
  if (!block) return null;
  return (
    <BlockHandle
      block={block}
      x={x}
      width={width}
      insns={blocks.insnsOf(step)}
      isOpen={blocks.openStep === step}
      spoken={`Step ${step + 1}: ${step < cursor ? props.sentence : props.sentenceOf(step)}`}
      onToggle={() => blocks.onToggle(step)}
      onNudge={(way) => blocks.onNudge(step, way)}
    />
  );
}
