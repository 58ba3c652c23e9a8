import { scaleLinear, type ZoomTransform, zoomIdentity } from 'd3';
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSize } from '../shared/use-size.ts';
import { drawLanes } from './draw-lanes.ts';
import { drawOverlay, drawRuler, drawUnderlay, type OverlayState } from './draw-overlay.ts';
import { type LaneLayout, RULER_HEIGHT } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import type { SentenceOf } from './step-sentence.ts';
import { attachZoom, type ColumnZoom } from './zoom-columns.ts';

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
  /** Columns now in the window. */
  onWindow(from: number, to: number): void;
}

/** Room at either end, for the cursor's handle (px). */
const EDGE = 8;

const ZOOM_KEYS: Readonly<Record<string, (zoom: ColumnZoom) => void>> = {
  w: (zoom) => zoom.by(1.5),
  s: (zoom) => zoom.by(1 / 1.5),
  a: (zoom) => zoom.pan(-0.25),
  d: (zoom) => zoom.pan(0.25),
  f: (zoom) => zoom.fit(),
};

/** The lanes themselves: D3 inside, one column a step. */
export function LaneChart(props: LaneChartProps) {
  const { model, layout, cursor, onWindow } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const underRef = useRef<SVGGElement>(null);
  const lanesRef = useRef<SVGGElement>(null);
  const overRef = useRef<SVGGElement>(null);
  const rulerRef = useRef<SVGGElement>(null);
  const zoomRef = useRef<ColumnZoom | null>(null);
  const { width } = useSize(hostRef);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const [pointed, setPointed] = useState<number | null>(null);
  const { stepCount, zero } = model;

  const x = useMemo(
    () =>
      transform.rescaleX(
        scaleLinear([0, Math.max(1, stepCount)], [EDGE, Math.max(2 * EDGE, width - EDGE)]),
      ),
    [transform, stepCount, width],
  );

  useEffect(() => {
    if (!svgRef.current || width === 0) return undefined;
    const { height } = layout;
    zoomRef.current = attachZoom({
      svg: svgRef.current,
      width,
      height,
      stepCount,
      onZoom: setTransform,
    });
    zoomRef.current.by(1);
    return () => zoomRef.current?.destroy();
  }, [width, layout, stepCount]);

  useLayoutEffect(() => {
    if (lanesRef.current && width > 0) drawLanes(lanesRef.current, layout, x);
    const [from = 0, to = 0] = x.domain();
    onWindow(from, to);
  }, [layout, x, width, onWindow]);

  useLayoutEffect(() => {
    if (!underRef.current || !overRef.current || width === 0) return;
    const { pinnedSteps, hoveredSteps } = props;
    const { height } = layout;
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

  // The cursor never leaves the window by itself.
  useEffect(() => {
    const [from = 0, to = 0] = x.domain();
    if (cursor < from || cursor > to) zoomRef.current?.centre(cursor);
    // biome-ignore lint/correctness/useExhaustiveDependencies: panning away by hand is allowed
  }, [cursor]);

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
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : ZOOM_KEYS[event.key];
    if (!act || !zoomRef.current) return;
    act(zoomRef.current);
    event.preventDefault();
    event.stopPropagation();
  };
  const tip = pointed === null ? null : { left: x(pointed + 0.5), text: props.sentenceOf(pointed) };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider above is the keyboard's way
    <div ref={hostRef} className="lane-chart" onKeyDown={onKeyDown}>
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
