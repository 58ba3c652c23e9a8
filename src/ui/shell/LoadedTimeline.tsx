import { useCallback } from 'react';
import { selectCausalSteps } from '../../store/explorer-finding.ts';
import { moveStep } from '../../store/move-step.ts';
import { selectLoop } from '../../store/playback-slice.ts';
import { selectMuted, selectShownResult } from '../../store/prediction.ts';
import { sessionOf } from '../../store/run-selectors.ts';
import { selectHovered, selectPinned } from '../../store/selectors.ts';
import { selectSentences } from '../../store/sentences.ts';
import { TimelinePane } from '../timeline/TimelinePane.tsx';
import { useLatePage } from './late-page.ts';
import { NARROW } from './layout.ts';
import { useActions, usePageStore } from './page-context.tsx';
import { useFoldAhead } from './use-fold-ahead.ts';
import { useMedia } from './use-media.ts';
import { Waiting } from './Waiting.tsx';

/** Places of the instructions that a step executes. */
function usePlaces() {
  const store = usePageStore();
  return useCallback(
    (step: number, limit: number) => {
      const session = sessionOf(store.getState());
      return session?.insnsOf(step, limit) ?? [];
    },
    [store],
  );
}

/** The timeline, connected to the store. */
export function LoadedTimeline() {
  const tall = useMedia(NARROW);
  const store = usePageStore();
  const { hover, pin, seek, playPause, step, setSpeed } = useActions();
  const { setTimelineView, toggleLane, foldLanes, setLoop } = useActions();
  const result = useLatePage(selectShownResult);
  const isMuted = useLatePage(selectMuted);
  const stale = useLatePage((page) => page.stale);
  const view = useLatePage((page) => page.timelineView);
  const foldedLanes = useLatePage((page) => page.foldedLanes);
  const loop = useLatePage(selectLoop);
  const pinned = useLatePage((page) => page.pinned);
  const cursor = useLatePage((page) => page.cursor);
  const inside = useLatePage((page) => page.inside);
  const syntax = useLatePage((page) => page.syntax);
  const playing = useLatePage((page) => page.playing);
  const speed = useLatePage((page) => page.speed);
  const highlight = useLatePage(selectPinned);
  const hoveredHighlight = useLatePage(selectHovered);
  const sentenceOf = useLatePage(selectSentences);
  const causal = useLatePage(selectCausalSteps);
  const places = usePlaces();
  useFoldAhead();
  if (!result) return <Waiting label="Timeline" />;
  return (
    <TimelinePane
      result={result}
      tall={tall}
      stale={stale}
      isMuted={isMuted}
      view={view}
      foldedLanes={foldedLanes}
      loop={loop}
      pinned={pinned}
      onView={setTimelineView}
      onFold={toggleLane}
      onFoldAll={foldLanes}
      onLoop={setLoop}
      cursor={cursor}
      inside={inside}
      syntax={syntax}
      playing={playing}
      speed={speed}
      causal={causal}
      highlight={highlight}
      hoveredHighlight={hoveredHighlight}
      sentenceOf={sentenceOf}
      onSeek={seek}
      onPlayPause={playPause}
      onStep={step}
      onSpeed={setSpeed}
      onHover={hover}
      onPin={pin}
      placesOf={places}
      onSeekInside={seek}
      onMoveStep={(from, to) => moveStep(store.getState(), from, to)}
    />
  );
}
