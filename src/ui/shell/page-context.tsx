// The store, handed down: components read with `usePage` and act with `useActions`.

import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { Page, PageActions } from '../../store/model.ts';
import type { PageStore } from '../../store/page-store.ts';

const StoreContext = createContext<PageStore | null>(null);

export function PageProvider({ store, children }: { store: PageStore; children: ReactNode }) {
  return <StoreContext.Provider value={store}>{children}</StoreContext.Provider>;
}

export function usePageStore(): PageStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error('invariant broken: component outside of PageProvider');
  return store;
}

/** Re-renders when what `select` returns changes by identity. */
export function usePage<T>(select: (page: Page) => T): T {
  return useStore(usePageStore(), select);
}

/** Actions never change, so reading them re-renders nothing. */
export function useActions(): PageActions {
  return usePageStore().getState();
}
