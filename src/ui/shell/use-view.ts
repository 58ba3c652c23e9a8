// The choice of a view over the panes lies in the store, so that a link has it.

import { useEffect, useState } from 'react';
import type { OpenView, ViewChoices, ViewKind } from '../../store/open-view.ts';
import { usePage, usePageStore } from './page-context.tsx';

function choiceOf<K extends ViewKind>(view: OpenView | null, kind: K): ViewChoices[K] | null {
  return view?.kind === kind ? (view.choice as ViewChoices[K] | null) : null;
}

/** What the view shows, and the way to change it; `first` is asked when nothing is chosen yet. */
export function useView<K extends ViewKind>(
  kind: K,
  first: () => ViewChoices[K],
): readonly [ViewChoices[K], (change: Partial<ViewChoices[K]>) => void] {
  const store = usePageStore();
  const chosen = usePage((page) => choiceOf(page.view, kind));
  const [own] = useState(() => chosen ?? first());
  const choice = chosen ?? own;
  const put = (next: ViewChoices[K]): void =>
    store.getState().setView({ kind, choice: next } as OpenView);
  useEffect(() => {
    const { view, setView } = store.getState();
    if (!choiceOf(view, kind)) setView({ kind, choice: own } as OpenView);
  }, [store, kind, own]);
  // Of the newest one: two changes may come before the next picture.
  const change = (part: Partial<ViewChoices[K]>): void =>
    put({ ...(choiceOf(store.getState().view, kind) ?? choice), ...part });
  return [choice, change];
}
