import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { SentenceOf } from '../../store/sentences.ts';
import { useSize } from '../shared/use-size.ts';
import { BlockHandle } from './BlockHandle.tsx';
import { arrowsOf } from './draw-arrows.ts';
import type { OverlayState } from './draw-overlay.ts';
import { BlockGhost, Patterns, StepTip } from './LaneExtras.tsx';
import { blockOf, type LaneLayout, RULER_HEIGHT } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import type { BlockDrag } from './use-block-drag.ts';
import { useChartPointer } from './use-chart-pointer.ts';
import { useColumnZoom } from './use-column-zoom.ts';
import { useLaneDrawing } from './use-lane-drawing.ts';
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
  readonly blocks: BlockControls;
  readonly pinnedSteps: readonly number[];
  readonly hoveredSteps: readonly number[];
  readonly sentenceOf: SentenceOf;
  /** What the last step did. */
  readonly sentence: string;
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

/** Column of the step that the page shows: the last one done, or the one that it is inside of. */
function currentStep({ cursor, inside }: LaneChartProps): number {
  return inside > 0 ? cursor : cursor - 1;
}

interface ChartMoment {
  readonly width: number;
  readonly pointed: number | null;
  readonly drag: BlockDrag | null;
}

function overlayOf(props: LaneChartProps, { width, pointed, drag }: ChartMoment): OverlayState {
  const { model, layout, cursor, inside, blocks, pinnedSteps } = props;
  const looked = [currentStep(props), ...(pointed === null ? [] : [pointed])];
  if (pinnedSteps.length === 1) looked.push(...pinnedSteps);
  const { waits, lit } = shownWaits(model.waits, cursor, looked);
  return {
    ...model,
    ...props,
    within: inside > 0 ? inside / Math.max(inside + 1, blocks.insnsOf(cursor)) : 0,
    arrows: arrowsOf(layout, waits, lit, cursor),
    dropAt: drag && !drag.isBack ? dropLine(drag) : null,
    pointed,
    height: layout.height,
    width,
  };
}

/** Column before which a dragged block would stand. */
function dropLine({ block, to }: BlockDrag): number {
  return to > block.mark.step ? to + 1 : to;
}

/** The lanes themselves: D3 inside, one column a step. */
export function LaneChart(props: LaneChartProps) {
  const { model, layout, cursor, blocks, inView, zoomRef, onWindow } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const under = useRef<SVGGElement>(null);
  const lanes = useRef<SVGGElement>(null);
  const over = useRef<SVGGElement>(null);
  const ruler = useRef<SVGGElement>(null);
  const { width } = useSize(hostRef);
  const { height } = layout;
  const x = useColumnZoom({ svgRef, zoomRef, width, height, cursor, ...model });
  const { pointed, drag, handlers } = useChartPointer({
    svgRef,
    model,
    layout,
    x,
    onHoverStep: props.onHoverStep,
    onChoose: (step) => {
      props.onSeek(step + 1);
      props.onPinStep(step);
    },
    onOpen: (step) => blocks.insnsOf(step) > 0 && blocks.onToggle(step),
    onMove: blocks.onMove,
  });
  const overlay = overlayOf(props, { width, pointed, drag });
  useLaneDrawing({ under, lanes, over, ruler }, { layout, x, inView, overlay });
  useLayoutEffect(() => {
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [x, onWindow]);
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
        aria-label={`Lanes of ${model.stepCount} steps; the slider above moves through them`}
        {...handlers}
      >
        <Patterns />
        <g ref={under} />
        <g ref={lanes} />
        <g ref={over} />
      </svg>
      {width > 0 && <CurrentBlock {...props} x={x} width={width} />}
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
