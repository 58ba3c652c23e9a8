// The views, each in a chunk of its own behind the first paint: text, frame and words come first.

import { lazy, Suspense } from 'react';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

/** Asked for at once: the engine takes longer to have something to show. */
const bytes = import('./LoadedBytes.tsx');
// Who shows the pane is told; nobody else needs to know.
bytes.catch(() => undefined);

const LazyBytes = lazy(async () => ({ default: (await bytes).LoadedBytes }));

export function ConnectedBytes() {
  return (
    <Suspense fallback={<Waiting label="Bytes" />}>
      <LazyBytes />
    </Suspense>
  );
}

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

const LazyPipeline = lazy(async () => {
  const { PipelineView } = await import('../pipeline/PipelineView.tsx');
  return { default: PipelineView };
});

/** Source, xlated and x86; fetched when it is first asked for. */
export function ConnectedPipeline({ onClose = null }: { onClose?: (() => void) | null }) {
  return (
    <Suspense fallback={<Waiting label="Pipeline" />}>
      <LazyPipeline onClose={onClose} />
    </Suspense>
  );
}

/** Steering, what goes wrong, and the timeline below; or, in its place, the pipeline. */
export function LowerPane() {
  const { setLowerView } = useActions();
  const view = usePage((page) => page.lowerView);
  if (view === 'pipeline') return <ConnectedPipeline onClose={() => setLowerView('run')} />;
  return <RunPane />;
}

function RunPane() {
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
