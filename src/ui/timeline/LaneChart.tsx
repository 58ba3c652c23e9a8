import { type MouseEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useSize } from '../shared/use-size.ts';
import { drawLanes } from './draw-lanes.ts';
import { drawOverlay, drawRuler, drawUnderlay, type OverlayState } from './draw-overlay.ts';
import { type LaneLayout, RULER_HEIGHT } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import type { SentenceOf } from './step-sentence.ts';
import { useColumnZoom } from './use-column-zoom.ts';
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
  const underRef = useRef<SVGGElement>(null);
  const lanesRef = useRef<SVGGElement>(null);
  const overRef = useRef<SVGGElement>(null);
  const rulerRef = useRef<SVGGElement>(null);
  const { width } = useSize(hostRef);
  const [pointed, setPointed] = useState<number | null>(null);
  const { stepCount, zero } = model;
  const { height } = layout;
  const x = useColumnZoom({ svgRef, zoomRef, width, height, stepCount, cursor });

  useLayoutEffect(() => {
    if (lanesRef.current && width > 0) drawLanes(lanesRef.current, layout, x, inView);
  }, [layout, x, width, inView]);

  useLayoutEffect(() => {
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [x, onWindow]);

  useLayoutEffect(() => {
    if (!underRef.current || !overRef.current || width === 0) return;
    const { pinnedSteps, hoveredSteps } = props;
    const state: OverlayState = {
      cursor,
      stepCount,
      zero,
      pointed,
      pinnedSteps,
      hoveredSteps,
      height,
      width,
    };
    drawUnderlay(underRef.current, state, x);
    drawOverlay(overRef.current, state, x);
    if (rulerRef.current) drawRuler(rulerRef.current, state, x);
  });

  const stepAt = (event: MouseEvent): number | null => {
    const left = svgRef.current?.getBoundingClientRect().left ?? 0;
    const step = Math.floor(x.invert(event.clientX - left));
    return step >= 0 && step < stepCount ? step : null;
  };
  const point = (step: number | null) => {
    if (step === pointed) return;
    setPointed(step);
    props.onHoverStep(step);
  };
  const onClick = (event: MouseEvent) => {
    const step = stepAt(event);
    if (step === null) return;
    props.onSeek(step + 1);
    props.onPinStep(step);
  };
  const tip = pointed === null ? null : { left: x(pointed + 0.5), text: props.sentenceOf(pointed) };
  return (
    <div ref={hostRef} className="lane-chart">
      <svg className="ruler-strip" width={width} height={RULER_HEIGHT} aria-hidden="true">
        <g ref={rulerRef} />
      </svg>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider above is the keyboard's way */}
      <svg
        ref={svgRef}
        width={width}
        height={layout.height}
        role="img"
        aria-label={`Lanes of ${stepCount} steps; the slider above moves through them`}
        onMouseMove={(event) => point(stepAt(event))}
        onMouseLeave={() => point(null)}
        onClick={onClick}
      >
        <g ref={underRef} />
        <g ref={lanesRef} />
        <g ref={overRef} />
      </svg>
      {tip && pointed !== null && (
        <div
          className={tip.left > width / 2 ? 'lane-tip is-left' : 'lane-tip'}
          style={{ left: tip.left }}
          aria-hidden="true"
        >
          <b>{pointed + 1}</b> {tip.text}
        </div>
      )}
    </div>
  );
}
