import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { CodePlace, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import type { Syntax } from '../bytes/insn-text.ts';
import { focusSite } from '../shared/focus-site.ts';
import { NO_HIGHLIGHT } from '../shared/highlight-index.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import { useSize } from '../shared/use-size.ts';
import '../shared/shared.css';
import './timeline.css';
import './scrubber.css';
import './lanes.css';
import './bands.css';
import './cursor.css';
import './strips.css';
import './arrows.css';
import './blocks.css';
import './insn-panel.css';
import './step-list.css';
import './timeline-narrow.css';
import { InsnPanel } from './InsnPanel.tsx';
import { type BlockControls, LaneChart } from './LaneChart.tsx';
import { LaneLabels } from './LaneLabels.tsx';
import { type LaneLayout, layLanes, scrollForLane } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import { buildTimeline } from './lanes.ts';
import { Scrubber } from './Scrubber.tsx';
import { StepList } from './StepList.tsx';
import { Transport } from './Transport.tsx';
import { useBlocks } from './use-blocks.ts';
import { VerdictFlags } from './VerdictFlags.tsx';
import { ZoomButtons } from './ZoomButtons.tsx';
import type { ColumnZoom } from './zoom-columns.ts';

export interface TimelinePaneProps {
  readonly result: LabResult;
  /** Steps done, 0..steps.length. */
  readonly cursor: number;
  /** x86 instructions done of the step behind the cursor. */
  readonly inside?: number;
  readonly syntax?: Syntax;
  readonly playing: boolean;
  readonly speed: number;
  readonly highlight: Highlight;
  readonly hoveredHighlight?: Highlight;
  /** True where the pane has the page to itself: the steps follow in words. */
  readonly tall?: boolean;
  /** What step `n` (0-based) did, in a sentence. */
  readonly sentenceOf: SentenceOf;
  onSeek(cursor: number): void;
  onPlayPause(): void;
  onStep(delta: number): void;
  onSpeed(speed: number): void;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  /** Places of the first `limit` x86 instructions of a step. */
  placesOf?(step: number, limit: number): readonly (CodePlace | null)[];
  /** Goes `inside` instructions into the step behind `cursor`. */
  onSeekInside?(cursor: number, inside: number): void;
  /** Moves a step to another place of the schedule; why not, in words, or null. */
  onMoveStep?(from: number, to: number): string | null;
}

const NO_STEPS: readonly Step[] = [];
const NO_PLACES = (): readonly null[] => [];

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
function laneOfStep({ result }: TimelinePaneProps, cursor: number): string | null {
  const { steps = NO_STEPS, actors = [] } = result.timeline ?? {};
  const step = steps[cursor - 1];
  if (step?.events.some(({ kind }) => kind === 'block')) return `actor-${actors[step.actor]?.name}`;
  const site = focusSite(steps, cursor);
  return site && `site-${site.progIdx}-${site.pokeIdx}`;
}

/** Scrolls to the lane that a step is best seen in, unless it is in view. */
function useFollowLane(
  ref: RefObject<HTMLElement | null>,
  layout: LaneLayout,
  props: TimelinePaneProps,
): void {
  const follow = useEffectEvent((at: number) => {
    const id = laneOfStep(props, at);
    const host = ref.current;
    if (id === null || !host) return;
    const placed = layout.lanes.find(({ lane }) => lane.id === id);
    const top = placed && scrollForLane(placed, layout.lanes, host.scrollTop, host.clientHeight);
    if (typeof top === 'number') host.scrollTop = top;
  });
  const { cursor } = props;
  useEffect(() => follow(cursor), [cursor]);
}

interface LanesProps extends TimelinePaneProps {
  readonly model: TimelineModel;
  readonly sentence: string;
  readonly blocks: BlockControls;
  onWindow(from: number, to: number): void;
}

/** Labels and chart, which scroll together. */
function Lanes(props: LanesProps) {
  const { model, highlight, hoveredHighlight, onHover, onPin } = props;
  const layout = useMemo(() => layLanes(model.lanes), [model]);
  const ref = useRef<HTMLDivElement>(null);
  const zoomRef = useRef<ColumnZoom | null>(null);
  const { inView, onScroll } = useInView(ref);
  useFollowLane(ref, layout, props);
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
        <LaneLabels layout={layout} onHover={onHover} onPin={onPin} />
      </div>
      <LaneChart
        {...props}
        inside={props.inside ?? 0}
        layout={layout}
        pinnedSteps={highlight.steps}
        hoveredSteps={(hoveredHighlight ?? NO_HIGHLIGHT).steps}
        inView={inView}
        zoomRef={zoomRef}
        onHoverStep={(step) => onHover(step === null ? null : { kind: 'step', step })}
        onPinStep={(step) => onPin({ kind: 'step', step })}
      />
    </div>
  );
}

interface LaneRoomProps extends TimelinePaneProps {
  readonly model: TimelineModel;
  readonly sentence: string;
  onWindow(from: number, to: number): void;
}

/** The lanes, and beside them the instructions of a block that is open. */
function LaneRoom(props: LaneRoomProps) {
  const { result, cursor, inside = 0, model } = props;
  const steps = result.timeline?.steps ?? NO_STEPS;
  const { zero } = model;
  const { blocks, note, close } = useBlocks({ steps, zero, onMoveStep: props.onMoveStep });
  const { openStep } = blocks;
  const open = openStep === null ? undefined : steps[openStep];
  return (
    <div className="lane-room">
      <Lanes {...props} blocks={blocks} />
      {open && openStep !== null && (
        <InsnPanel
          key={openStep}
          result={result}
          syntax={props.syntax ?? 'att'}
          step={open}
          stepIdx={openStep}
          count={blocks.insnsOf(openStep)}
          inside={cursor === openStep ? inside : null}
          placesOf={props.placesOf ?? NO_PLACES}
          onChoose={(nth) => props.onSeekInside?.(openStep, nth)}
          onClose={close}
        />
      )}
      <p className="move-note" aria-live="polite">
        {note}
      </p>
    </div>
  );
}

/** Transport, slider and lanes of the whole run. */
export function TimelinePane(props: TimelinePaneProps) {
  const { result, cursor, inside = 0, sentenceOf, onSeek } = props;
  const model = useMemo(() => buildTimeline(result), [result]);
  const { stepCount, verdicts } = model;
  const [shown, setShown] = useState<readonly [number, number]>([0, 1]);
  const onWindow = useCallback((from: number, to: number) => {
    setShown((was) => (was[0] === from && was[1] === to ? was : [from, to]));
  }, []);
  const sentence = sentenceAt(sentenceOf, cursor, stepCount);
  const within = inside > 0 ? `, ${inside} instructions into the next` : '';
  const stopped = result.timeline?.stopped;
  return (
    <section
      className={props.tall ? 'timeline-pane is-tall' : 'timeline-pane'}
      aria-label="Timeline"
    >
      <Transport {...props} stepCount={stepCount} sentence={sentence} />
      {stopped && (
        <p className="run-stopped" role="status">
          The run stopped early: {stopped}
        </p>
      )}
      <div className="scrub-row">
        <Scrubber
          model={model}
          cursor={cursor}
          spoken={`step ${cursor} of ${stepCount}${within}: ${sentence}`}
          window={shown}
          onSeek={onSeek}
        >
          <VerdictFlags verdicts={verdicts} stepCount={stepCount} onSeek={onSeek} />
        </Scrubber>
      </div>
      <LaneRoom {...props} model={model} sentence={sentence} onWindow={onWindow} />
      {props.tall && (
        <StepList cursor={cursor} stepCount={stepCount} sentenceOf={sentenceOf} onSeek={onSeek} />
      )}
    </section>
  );
}
