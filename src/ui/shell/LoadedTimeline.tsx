import { selectHovered, selectPinned, selectSentences } from '../../store/selectors.ts';
import { TimelinePane } from '../timeline/TimelinePane.tsx';
import { NARROW } from './layout.ts';
import { useActions, usePage } from './page-context.tsx';
import { useMedia } from './use-media.ts';
import { Waiting } from './Waiting.tsx';

/** The timeline, connected to the store. */
export function LoadedTimeline() {
  const tall = useMedia(NARROW);
  const { hover, pin, seek, playPause, step, setSpeed } = useActions();
  const result = usePage((page) => page.result);
  const cursor = usePage((page) => page.cursor);
  const playing = usePage((page) => page.playing);
  const speed = usePage((page) => page.speed);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const sentenceOf = usePage(selectSentences);
  if (!result) return <Waiting label="Timeline" />;
  return (
    <TimelinePane
      result={result}
      tall={tall}
      cursor={cursor}
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
    />
  );
}
