// The views, connected to the store.

import { lazy, Suspense } from 'react';
import { selectHovered, selectLit, selectPinned, selectView } from '../../store/selectors.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { MachinePane } from '../machine/MachinePane.tsx';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

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

/** Zooming and lanes come in a chunk of their own: text and bytes are on screen before them. */
const LazyTimeline = lazy(async () => {
  const { LoadedTimeline } = await import('./LoadedTimeline.tsx');
  return { default: LoadedTimeline };
});

export function ConnectedTimeline() {
  return (
    <Suspense fallback={<Waiting label="Timeline" />}>
      <LazyTimeline />
    </Suspense>
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
