// Views over the panes, each in a chunk of its own. Which one is open is the page's state, on embedded pages too.

import { lazy, Suspense, useState } from 'react';
import type { ViewKind } from '../../store/open-view.ts';
import { useActions, usePage } from './page-context.tsx';

const VIEWS = {
  compare: lazy(async () => ({
    default: (await import('../compare/CompareDialog.tsx')).CompareDialog,
  })),
  builds: lazy(async () => ({
    default: (await import('../compare/BuildsDialog.tsx')).BuildsDialog,
  })),
  passes: lazy(async () => ({
    default: (await import('../passes/PassesDialog.tsx')).PassesDialog,
  })),
} as const;

export function Views() {
  const { setView } = useActions();
  const open = usePage((page) => page.view?.kind ?? null);
  const [seen, setSeen] = useState<readonly ViewKind[]>([]);
  if (open && !seen.includes(open)) setSeen([...seen, open]);
  return (
    <Suspense fallback={null}>
      {seen.map((kind) => {
        const View = VIEWS[kind];
        return <View key={kind} isOpen={open === kind} onClose={() => setView(null)} />;
      })}
    </Suspense>
  );
}
