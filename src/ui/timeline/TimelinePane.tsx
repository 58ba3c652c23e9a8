import { useCallback, useMemo, useRef, useState } from 'react';
import type { CodePlace, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection, StepRange, TimelineView } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import type { Syntax } from '../bytes/insn-text.ts';
import { NO_HIGHLIGHT } from '../shared/highlight-index.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import { useSignal } from '../shared/signals.ts';
import '../shared/shared.css';
import './timeline.css';
import './transport.css';
import './scrubber.css';
import './lanes.css';
import './lane-labels.css';
import './bands.css';
import './causal.css';
import './cursor.css';
import './loop.css';
import './strips.css';
import './arrows.css';
import './blocks.css';
import './insn-panel.css';
import './events.css';
import './marks-key.css';
import './step-list.css';
import './timeline-narrow.css';
import { useSteady } from '../shared/use-steady.ts';
import { EventBar } from './EventBar.tsx';
import { EventTable } from './EventTable.tsx';
import { InsnPanel } from './InsnPanel.tsx';
import { LaneView } from './LaneView.tsx';
import type { TimelineModel } from './lane-model.ts';
import { buildTimeline } from './lanes.ts';
import { loopAround } from './loop-around.ts';
import { RunNotes } from './RunNotes.tsx';
import { Scrubber } from './Scrubber.tsx';
import { StepList } from './StepList.tsx';
import { Transport } from './Transport.tsx';
import { useBlocks } from './use-blocks.ts';
import { type EventSearch, useEventSearch } from './use-event-search.ts';
import { useNote } from './use-note.ts';
import { VerdictFlags } from './VerdictFlags.tsx';

export interface TimelinePaneProps {
  readonly result: LabResult;
  /** True when the present text has no picture of its own. */
  readonly stale?: boolean;
  /** `result` comes without verdicts, and no state is called forbidden. */
  readonly isMuted?: boolean;
  /** Steps done, 0..steps.length. */
  readonly cursor: number;
  /** x86 instructions done of the step behind the cursor. */
  readonly inside?: number;
  readonly syntax?: Syntax;
  readonly playing: boolean;
  readonly speed: number;
  readonly view?: TimelineView;
  readonly foldedLanes?: readonly string[];
  readonly loop?: StepRange | null;
  readonly pinned?: Selection | null;
  /** Steps that what was found in this run depends on, ascending. */
  readonly causal?: readonly number[];
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
  onView?(view: TimelineView): void;
  onFold?(id: string): void;
  onFoldAll?(ids: readonly string[]): void;
  onLoop?(loop: StepRange | null): void;
  /** Places of the first `limit` x86 instructions of a step. */
  placesOf?(step: number, limit: number): readonly (CodePlace | null)[];
  /** Goes `inside` instructions into the step behind `cursor`. */
  onSeekInside?(cursor: number, inside: number): void;
  /** Moves a step to another place of the schedule; why not, in words, or null. */
  onMoveStep?(from: number, to: number): string | null;
}

const NO_STEPS: readonly Step[] = [];
const NO_LANES: readonly string[] = [];
const NO_CAUSAL: readonly number[] = [];
const NO_ACTORS: readonly { readonly name: string }[] = [];
const NO_PLACES = (): readonly null[] => [];
const nothing = () => {};

/** What the parts of the pane share beside what it is given. */
interface RoomProps extends TimelinePaneProps {
  readonly model: TimelineModel;
  readonly sentence: string;
  readonly search: EventSearch;
  onWindow(from: number, to: number): void;
  onNote(note: string): void;
}

/** The lanes, and beside them the instructions of a block that is open. */
function LaneRoom(props: RoomProps) {
  const { result, cursor, inside = 0, model, onNote } = props;
  const steps = result.timeline?.steps ?? NO_STEPS;
  const { zero } = model;
  const { blocks, close } = useBlocks({ steps, zero, onMoveStep: props.onMoveStep, onNote });
  const { openStep } = blocks;
  const open = openStep === null ? undefined : steps[openStep];
  return (
    <>
      <LaneView
        {...props}
        inside={inside}
        blocks={blocks}
        hits={props.search.hits}
        causal={props.causal ?? NO_CAUSAL}
        loop={props.loop ?? null}
        folded={props.foldedLanes ?? NO_LANES}
        hoveredHighlight={props.hoveredHighlight ?? NO_HIGHLIGHT}
        onFold={props.onFold ?? nothing}
        onFoldAll={props.onFoldAll ?? nothing}
        onLoop={props.onLoop ?? nothing}
      />
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
    </>
  );
}

function EventRoom(props: RoomProps) {
  const { search, highlight, hoveredHighlight = NO_HIGHLIGHT } = props;
  return (
    <EventTable
      {...props}
      rows={search.isBlank ? null : search.hits}
      pinnedSteps={highlight.steps}
      hoveredSteps={hoveredHighlight.steps}
      isNarrow={props.tall ?? false}
    />
  );
}

/** The search, and its field that a key asks for. */
function useSearch(props: TimelinePaneProps, onNote: (note: string) => void) {
  const { result, sentenceOf, cursor, pinned = null, onSeek, onPin } = props;
  const steps = result.timeline?.steps ?? NO_STEPS;
  const inputRef = useRef<HTMLInputElement>(null);
  const search = useEventSearch({ steps, sentenceOf, cursor, pinned, onSeek, onPin, onNote });
  const find = useSteady(() => {
    search.open();
    // The field is there when the bar is.
    requestAnimationFrame(() => inputRef.current?.focus());
  });
  useSignal('search-events', find);
  return { search, inputRef, find };
}

interface TransportRowProps extends TimelinePaneProps {
  readonly model: TimelineModel;
  readonly sentence: string;
  readonly isFinding: boolean;
  onFind(): void;
}

/** The transport, with buttons that are not drawn for each move of the cursor. */
function TransportRow(props: TransportRowProps) {
  const { model, cursor, loop = null, view = 'lanes', onSeek, onLoop = nothing } = props;
  const { stepCount } = model;
  const onStart = useSteady(() => onSeek(0));
  const onEnd = useSteady(() => onSeek(stepCount));
  const onFind = useSteady(props.onFind);
  const onToggle = useSteady(() => onLoop(loop ? null : loopAround(model, cursor)));
  return (
    <Transport
      cursor={cursor}
      stepCount={stepCount}
      sentence={props.sentence}
      atStart={cursor === 0}
      atEnd={cursor >= stepCount}
      playing={props.playing}
      loops={loop !== null}
      view={view}
      speed={props.speed}
      isFinding={props.isFinding}
      onStart={onStart}
      onEnd={onEnd}
      onStep={props.onStep}
      onPlayPause={props.onPlayPause}
      onLoop={onToggle}
      onView={props.onView ?? nothing}
      onSpeed={props.onSpeed}
      onFind={onFind}
    />
  );
}

interface MapRowProps extends RoomProps {
  readonly shown: readonly [number, number];
}

function MapRow(props: MapRowProps) {
  const { model, cursor, inside = 0, sentence, shown, search, loop = null, onSeek } = props;
  const { stepCount, verdicts } = model;
  const within = inside > 0 ? `, ${inside} instructions into the next` : '';
  return (
    <div className="scrub-row">
      <Scrubber
        model={model}
        cursor={cursor}
        spoken={`step ${cursor} of ${stepCount}${within}: ${sentence}`}
        window={props.view === 'events' ? null : shown}
        hits={search.hits}
        causal={props.causal ?? NO_CAUSAL}
        loop={loop}
        onSeek={onSeek}
      >
        <VerdictFlags verdicts={verdicts} stepCount={stepCount} onSeek={onSeek} />
      </Scrubber>
    </div>
  );
}

/** Transport, slider and lanes or events of the whole run. */
export function TimelinePane(props: TimelinePaneProps) {
  const { result, cursor, sentenceOf, onSeek, view = 'lanes', tall = false, stale = false } = props;
  const { isMuted = false } = props;
  const model = useMemo(() => buildTimeline(result, isMuted), [result, isMuted]);
  const { stepCount } = model;
  const [shown, setShown] = useState<readonly [number, number]>([0, 1]);
  const onWindow = useCallback((from: number, to: number) => {
    setShown((was) => (was[0] === from && was[1] === to ? was : [from, to]));
  }, []);
  const [note, onNote] = useNote();
  const { search, inputRef, find } = useSearch(props, onNote);
  const isEvents = view === 'events';
  const sentence = sentenceAt(sentenceOf, cursor, stepCount);
  const room = { ...props, model, sentence, search, onWindow, onNote };
  const classes = [
    'timeline-pane',
    tall && 'is-tall',
    stale && 'is-stale',
    isEvents && 'is-events',
  ];
  return (
    <section className={classes.filter(Boolean).join(' ')} aria-label="Timeline">
      <TransportRow {...room} isFinding={search.isOpen} onFind={find} />
      <RunNotes result={result} stale={stale} />
      {(search.isOpen || isEvents) && stepCount > 0 && (
        <EventBar
          steps={result.timeline?.steps ?? NO_STEPS}
          actors={result.timeline?.actors ?? NO_ACTORS}
          search={search}
          inputRef={inputRef}
          isFixed={isEvents}
        />
      )}
      {stepCount > 0 && (
        <>
          <MapRow {...room} shown={shown} />
          <div className="lane-room">
            {isEvents ? <EventRoom {...room} /> : <LaneRoom {...room} />}
            <p className="move-note" aria-live="polite">
              {note}
            </p>
          </div>
        </>
      )}
      {tall && !isEvents && stepCount > 0 && (
        <StepList cursor={cursor} stepCount={stepCount} sentenceOf={sentenceOf} onSeek={onSeek} />
      )}
    </section>
  );
}
