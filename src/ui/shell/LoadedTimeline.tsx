import { useCallback } from 'react';
import { moveStep } from '../../store/move-step.ts';
import { selectLoop } from '../../store/playback-slice.ts';
import { sessionOf } from '../../store/run-selectors.ts';
import { selectHovered, selectPinned } from '../../store/selectors.ts';
import { selectSentences } from '../../store/sentences.ts';
import { TimelinePane } from '../timeline/TimelinePane.tsx';
import { NARROW } from './layout.ts';
import { useActions, usePage, usePageStore } from './page-context.tsx';
import { useMedia } from './use-media.ts';
import { Waiting } from './Waiting.tsx';

/** The timeline, connected to the store. */
export function LoadedTimeline() {
  const tall = useMedia(NARROW);
  const store = usePageStore();
  const { hover, pin, seek, playPause, step, setSpeed } = useActions();
  const { setTimelineView, toggleLane, foldLanes, setLoop } = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage((page) => page.timelineView);
  const foldedLanes = usePage((page) => page.foldedLanes);
  const loop = usePage(selectLoop);
  const pinned = usePage((page) => page.pinned);
  const cursor = usePage((page) => page.cursor);
  const inside = usePage((page) => page.inside);
  const syntax = usePage((page) => page.syntax);
  const playing = usePage((page) => page.playing);
  const speed = usePage((page) => page.speed);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const sentenceOf = usePage(selectSentences);
  const places = useCallback(
    (step: number, limit: number) => {
      const session = sessionOf(store.getState());
      return session?.insnsOf(step, limit) ?? [];
    },
    [store],
  );
  if (!result) return <Waiting label="Timeline" />;
  return (
    <TimelinePane
      result={result}
      tall={tall}
      stale={stale}
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
