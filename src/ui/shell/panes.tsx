// The views, connected to the store.

import { lazy, Suspense, useMemo } from 'react';
import type { Choice } from '../../core/machine/index.ts';
import type { Page } from '../../store/model.ts';
import { choicesAt, sessionOf } from '../../store/run-selectors.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

const NO_CHOICES: readonly Choice[] = [];

/** What can be done, when a CPU stands before a poke site: what it may fetch there is asked of the run. */
function selectFetchChoices(page: Page): readonly Choice[] {
  const stands = selectView(page)?.cpus.some(({ next }) => next === 'site');
  return stands && page.inside === 0 ? choicesAt(page) : NO_CHOICES;
}

/** Where the CPU is that goes through a folded step; null between steps. */
function useInsidePlace() {
  const session = usePage(sessionOf);
  const cursor = usePage((page) => page.cursor);
  const inside = usePage((page) => page.inside);
  return useMemo(() => {
    const actor = session?.steps[cursor]?.actor;
    if (!session || actor === undefined || inside === 0) return null;
    return { actor, place: session.cpuAt(cursor, actor, inside)?.place ?? null };
  }, [session, cursor, inside]);
}

export function ConnectedBytes() {
  const { hover, pin } = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage(selectView);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const syntax = usePage((page) => page.syntax);
  const choices = usePage(selectFetchChoices);
  const insidePlace = useInsidePlace();
  if (!result) return <Waiting label="Bytes" />;
  return (
    <BytesPane
      result={result}
      stale={stale}
      view={view}
      choices={choices}
      insidePlace={insidePlace}
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

const LazyScheduleBar = lazy(async () => {
  const { ScheduleBar } = await import('../schedule/steering-set.ts');
  return { default: ScheduleBar };
});

const LazyVerdictBanner = lazy(async () => {
  const { VerdictBanner } = await import('../schedule/steering-set.ts');
  return { default: VerdictBanner };
});

/** Steering, what goes wrong, and the timeline below. */
export function LowerPane() {
  return (
    <div className="lower">
      <Suspense fallback={<div className="schedule-waiting" />}>
        <LazyScheduleBar />
        <LazyVerdictBanner />
      </Suspense>
      <div className="lower-rest">
        <ConnectedTimeline />
      </div>
    </div>
  );
}

/** What goes wrong, in one line that opens. */
export function FoldedVerdict() {
  return (
    <Suspense fallback={null}>
      <LazyVerdictBanner folded />
    </Suspense>
  );
}

/** In a chunk of its own, like the timeline. */
const LazyMachine = lazy(async () => {
  const { LoadedMachine } = await import('./LoadedMachine.tsx');
  return { default: LoadedMachine };
});

export function ConnectedMachine() {
  return (
    <Suspense fallback={<Waiting label="Machine" />}>
      <LazyMachine />
    </Suspense>
  );
}
