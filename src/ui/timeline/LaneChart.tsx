import { type MouseEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { SentenceOf } from '../../store/selectors.ts';
import { useSize } from '../shared/use-size.ts';
import { type LaneLayout, RULER_HEIGHT } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import { useColumnZoom } from './use-column-zoom.ts';
import { useLaneDrawing } from './use-lane-drawing.ts';
import type { ColumnZoom } from './zoom-columns.ts';

interface LaneChartProps {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly cursor: number;
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

/** The lanes themselves: D3 inside, one column a step. */
export function LaneChart(props: LaneChartProps) {
  const { model, layout, cursor, inView, zoomRef, onWindow } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const under = useRef<SVGGElement>(null);
  const lanes = useRef<SVGGElement>(null);
  const over = useRef<SVGGElement>(null);
  const ruler = useRef<SVGGElement>(null);
  const { width } = useSize(hostRef);
  const [pointed, setPointed] = useState<number | null>(null);
  const { stepCount } = model;
  const { height } = layout;
  const x = useColumnZoom({ svgRef, zoomRef, width, height, stepCount, cursor });
  const overlay = { ...model, ...props, pointed, height, width };
  useLaneDrawing({ under, lanes, over, ruler }, { layout, x, inView, overlay });
  useLayoutEffect(() => {
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [x, onWindow]);

  const stepAt = (event: MouseEvent<SVGSVGElement>): number | null => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const step = Math.floor(x.invert(event.clientX - left));
    return step >= 0 && step < stepCount ? step : null;
  };
  const point = (step: number | null) => {
    if (step === pointed) return;
    setPointed(step);
    props.onHoverStep(step);
  };
  const choose = (step: number | null) => {
    if (step === null) return;
    props.onSeek(step + 1);
    props.onPinStep(step);
  };
  return (
    <div ref={hostRef} className="lane-chart">
      <svg className="ruler-strip" width={width} height={RULER_HEIGHT} aria-hidden="true">
        <g ref={ruler} />
      </svg>
      <svg
        ref={svgRef}
        width={width}
        height={height}
        role="img"
        aria-label={`Lanes of ${stepCount} steps; the slider above moves through them`}
        onMouseMove={(event) => point(stepAt(event))}
        onMouseLeave={() => point(null)}
        onClick={(event) => choose(stepAt(event))}
      >
        <g ref={under} />
        <g ref={lanes} />
        <g ref={over} />
      </svg>
      {pointed !== null && (
        <StepTip step={pointed} at={x(pointed + 0.5)} width={width} {...props} />
      )}
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
