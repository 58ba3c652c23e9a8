import { lazy, Suspense } from 'react';
import { Waiting } from './Waiting.tsx';

const LazyExplorer = lazy(async () => {
  const { ExplorerPane } = await import('../explorer/ExplorerPane.tsx');
  return { default: ExplorerPane };
});

/** The search of all schedules, fetched when it is first looked at. */
export function ConnectedExplorer() {
  return (
    <Suspense fallback={<Waiting label="Explorer" />}>
      <LazyExplorer />
    </Suspense>
  );
}
