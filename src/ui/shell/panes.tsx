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

/** "line 3: unknown helper": the first error of the present text, while an older picture is shown. */
function selectProblem({ stale, engine, diagnostics, text }: Page): string | null {
  if (engine === 'crashed') return 'The engine stopped; it starts again with the next change.';
  const first = stale ? diagnostics.find(({ severity }) => severity === 'error') : undefined;
  if (!first) return null;
  const line = text.slice(0, first.span.start).split('\n').length;
  return `Line ${line}: ${first.message}`;
}

export function ConnectedBytes() {
  const actions = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage(selectView);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const syntax = usePage((page) => page.syntax);
  const choices = usePage(selectFetchChoices);
  const insidePlace = useInsidePlace();
  const problem = usePage(selectProblem);
  const pinned = usePage((page) => page.pinned);
  const addressing = usePage((page) => page.addressing);
  const layout = usePage((page) => page.bytesLayout);
  const text = usePage((page) => page.resultText);
  const breakpoints = usePage((page) => page.breakpoints);
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
      problem={problem}
      pinned={pinned}
      addressing={addressing}
      layout={layout}
      text={text}
      breakpoints={breakpoints}
      onHover={actions.hover}
      onPin={actions.pin}
      onToggleBreakpoint={actions.toggleBreakpoint}
      onSeek={actions.seek}
      onSyntax={actions.setSyntax}
      onAddressing={actions.setAddressing}
      onLayout={actions.setBytesLayout}
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
