// The page a little late: for panes that cost as much to draw as all the rest together. Behind a keystroke they
// come after the bytes are on screen; of a drag in leaps, which nobody can read in passing, some show the end.

import { useSyncExternalStore } from 'react';
import type { Page } from '../../store/model.ts';
import type { PageStore } from '../../store/page-store.ts';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import { usePageStore } from './page-context.tsx';

interface LatePage {
  readonly get: () => Page;
  readonly subscribe: (listener: () => void) => () => void;
}

/** `waitsInDrags`: moves of the cursor that are part of a drag wait for it to rest. */
function latePageOf(store: PageStore, waitsInDrags: boolean): LatePage {
  const listeners = new Set<() => void>();
  const isDragged = createDragSense();
  let shown = store.getState();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const publish = (): void => {
    clearTimeout(timer);
    shown = store.getState();
    for (const listener of listeners) listener();
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    // The first result has nothing that could stay meanwhile.
    if (shown.result === null) publish();
    else
      timer = setTimeout(() => requestAnimationFrame(() => (timer = setTimeout(publish, 0))), ms);
  };
  const follow = (page: Page, before: Page): void => {
    if (page.result !== before.result) return later(0);
    const isMove = page.cursor !== before.cursor;
    if (isMove && isDragged(page.cursor) && waitsInDrags) return later(REST_MS);
    publish();
  };
  let unsubscribe: (() => void) | null = null;
  return {
    get: () => shown,
    subscribe: (listener) => {
      listeners.add(listener);
      if (!unsubscribe) {
        shown = store.getState();
        unsubscribe = store.subscribe(follow);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        unsubscribe?.();
        unsubscribe = null;
        clearTimeout(timer);
      };
    },
  };
}

const restingPages = new WeakMap<PageStore, LatePage>();
const latePages = new WeakMap<PageStore, LatePage>();

function useLate<T>(
  pages: WeakMap<PageStore, LatePage>,
  waitsInDrags: boolean,
  select: (page: Page) => T,
): T {
  const store = usePageStore();
  const late = pages.get(store) ?? latePageOf(store, waitsInDrags);
  pages.set(store, late);
  return useSyncExternalStore(late.subscribe, () => select(late.get()));
}

/** Like `usePage`, but a new result comes after the next picture. */
export function useLatePage<T>(select: (page: Page) => T): T {
  return useLate(latePages, false, select);
}

/** Like `useLatePage`, and stands still while the cursor is dragged in leaps. */
export function useRestingPage<T>(select: (page: Page) => T): T {
  return useLate(restingPages, true, select);
}
