// The views, connected to the store.

import {
  selectHovered,
  selectLit,
  selectPinned,
  selectSentences,
  selectView,
} from '../../store/selectors.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { MachinePane } from '../machine/MachinePane.tsx';
import { TimelinePane } from '../timeline/TimelinePane.tsx';
import { useActions, usePage } from './page-context.tsx';

/** What stands in a pane before the first result. */
function Waiting({ label }: { label: string }) {
  const engine = usePage((page) => page.engine);
  return (
    <section className="pane-waiting" aria-label={label}>
      <p>
        {engine === 'crashed'
          ? 'The engine failed on this text. Change it, and the picture comes back.'
          : 'The engine is loading.'}
      </p>
    </section>
  );
}

export function ConnectedBytes() {
  const { hover, pin } = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage(selectView);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const syntax = usePage((page) => page.syntax);
  if (!result) return <Waiting label="Bytes" />;
  return (
    <BytesPane
      result={result}
      stale={stale}
      view={view}
      highlight={highlight}
      hoveredHighlight={hoveredHighlight}
      syntax={syntax}
      onHover={hover}
      onPin={pin}
    />
  );
}

export function ConnectedTimeline() {
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

export function ConnectedMachine() {
  const { hover, pin } = useActions();
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const text = usePage((page) => page.resultText);
  const highlight = usePage(selectLit);
  if (!result) return <Waiting label="Machine" />;
  return (
    <MachinePane
      result={result}
      text={text}
      view={view}
      highlight={highlight}
      onHover={hover}
      onPin={pin}
    />
  );
}
