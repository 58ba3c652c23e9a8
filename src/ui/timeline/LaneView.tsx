import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection, StepRange } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import { focusSite } from '../shared/focus-site.ts';
import { useSignal } from '../shared/signals.ts';
import { useSize } from '../shared/use-size.ts';
import { type BlockControls, LaneChart } from './LaneChart.tsx';
import { LaneLabels } from './LaneLabels.tsx';
import { foldableIds } from './lane-groups.ts';
import { type LaneLayout, layLanes, scrollForLane } from './lane-layout.ts';
import type { Lane, TimelineModel } from './lane-model.ts';
import { cursorBeyond, stepsOfLane } from './lane-steps.ts';
import { ZoomButtons } from './ZoomButtons.tsx';
import type { ColumnZoom } from './zoom-columns.ts';

export interface LaneViewProps {
  readonly result: LabResult;
  readonly model: TimelineModel;
  readonly cursor: number;
  readonly inside: number;
  readonly playing: boolean;
  readonly sentenceOf: SentenceOf;
  readonly sentence: string;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  /** Steps that the search has found. */
  readonly hits: readonly number[];
  /** Those that what was found in this run depends on. */
  readonly causal: readonly number[];
  readonly loop: StepRange | null;
  readonly folded: readonly string[];
  readonly blocks: BlockControls;
  onSeek(cursor: number): void;
  onLoop(loop: StepRange | null): void;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  onFold(id: string): void;
  onFoldAll(ids: readonly string[]): void;
  onWindow(from: number, to: number): void;
  /** Says why a key led nowhere. */
  onNote(note: string): void;
}

const NO_STEPS: readonly Step[] = [];

/** Lanes beyond either edge that are drawn all the same (px). */
const OVERSCAN = 120;

/** Which stretch of the lanes is scrolled into view, and the handler that keeps it so. */
function useInView(ref: RefObject<HTMLElement | null>) {
  const { height } = useSize(ref);
  const [scrollTop, setScrollTop] = useState(0);
  const onScroll = useCallback(() => setScrollTop(ref.current?.scrollTop ?? 0), [ref]);
  const inView = useMemo(
    () => [scrollTop - OVERSCAN, scrollTop + height + OVERSCAN] as const,
    [scrollTop, height],
  );
  return { inView, onScroll };
}

/** Lane that a step is best seen in: that of the CPU inside a program, else of the site it works on. */
function laneOfStep({ result }: LaneViewProps, cursor: number): string | null {
  const { steps = NO_STEPS, actors = [] } = result.timeline ?? {};
  const step = steps[cursor - 1];
  if (step?.events.some(({ kind }) => kind === 'block')) return `actor-${actors[step.actor]?.name}`;
  const site = focusSite(steps, cursor);
  return site && `site-${site.progIdx}-${site.pokeIdx}`;
}

/**
 * Scrolls to the lane that a step is best seen in, unless it is in view. Asks nothing of the document:
 * that would lay the page out once more for each move of the cursor.
 */
function useFollowLane(
  ref: RefObject<HTMLElement | null>,
  layout: LaneLayout,
  inView: readonly [number, number],
  props: LaneViewProps,
): void {
  const follow = useEffectEvent((at: number) => {
    const id = laneOfStep(props, at);
    const placed = id !== null && layout.lanes.find(({ lane }) => lane.id === id);
    if (!placed || !ref.current) return;
    const scrollTop = inView[0] + OVERSCAN;
    const height = inView[1] - inView[0] - 2 * OVERSCAN;
    const top = scrollForLane(placed, layout.lanes, scrollTop, height);
    if (top !== null) ref.current.scrollTop = top;
  });
  const { cursor } = props;
  useEffect(() => follow(cursor), [cursor]);
}

/** The lane in focus: the one last clicked or focused, else that of the last step's actor. */
function laneInFocus({ model, result, cursor }: LaneViewProps, chosen: string | null): Lane | null {
  const own = model.lanes.find(({ id }) => id === chosen);
  if (own) return own;
  const step = result.timeline?.steps[Math.max(0, cursor - 1)];
  const isSetUp = cursor <= model.zero;
  const found = model.lanes.find(
    ({ kind, actor }) => kind === 'actor' && actor === (isSetUp ? null : (step?.actor ?? null)),
  );
  return found ?? model.lanes[0] ?? null;
}

const ZOOM_STEP = 1.6;
const PAN_SHARE = 0.3;

/** What the keys ask of the lanes. */
function useLaneKeys(
  props: LaneViewProps,
  zoomRef: RefObject<ColumnZoom | null>,
  chosen: string | null,
): void {
  useSignal('zoom', (way) => zoomRef.current?.by(way === 'in' ? ZOOM_STEP : 1 / ZOOM_STEP));
  useSignal('pan', (way) => zoomRef.current?.pan(way === 'on' ? PAN_SHARE : -PAN_SHARE));
  useSignal('centre', () => zoomRef.current?.centreOrFit(props.cursor));
  useSignal('fold-lanes', () => props.onFoldAll(foldableIds(props.model.lanes)));
  useSignal('lane-event', (way) => {
    const lane = laneInFocus(props, chosen);
    const to = lane && cursorBeyond(stepsOfLane(lane), props.cursor, way);
    if (typeof to === 'number') props.onSeek(to);
    else if (lane) props.onNote(`${lane.label} has no ${way} event.`);
  });
}

/** Labels and chart, which scroll together. */
export function LaneView(props: LaneViewProps) {
  const { model, folded, highlight, hoveredHighlight, onHover, onPin, onFold } = props;
  const layout = useMemo(() => layLanes(model.lanes, folded), [model, folded]);
  const ref = useRef<HTMLDivElement>(null);
  const zoomRef = useRef<ColumnZoom | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const { inView, onScroll } = useInView(ref);
  useFollowLane(ref, layout, inView, props);
  useLaneKeys(props, zoomRef, chosen);
  return (
    <div
      ref={ref}
      className="lane-scroll"
      role="group"
      aria-label="Lanes"
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className="lane-side">
        <ZoomButtons zoomRef={zoomRef} />
        <LaneLabels
          layout={layout}
          focused={chosen}
          onFocusLane={setChosen}
          onFold={onFold}
          onHover={onHover}
          onPin={onPin}
        />
      </div>
      <LaneChart
        {...props}
        layout={layout}
        pinnedSteps={highlight.steps}
        hoveredSteps={hoveredHighlight.steps}
        inView={inView}
        zoomRef={zoomRef}
        onFocusLane={setChosen}
        onHoverStep={(step) => onHover(step === null ? null : { kind: 'step', step })}
        onPinStep={(step) => onPin({ kind: 'step', step })}
      />
    </div>
  );
}
