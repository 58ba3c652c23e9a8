// Saves the named lab on screen while it is edited and steered.

import type { StoreApi } from 'zustand/vanilla';
import type { Page } from './model.ts';
import { draftOf, type WorkspaceDeps } from './workspace-slice.ts';

const SAVE_DELAY_MS = 600;

const KEYS = ['text', 'schedule', 'policy', 'steered', 'breakpoints', 'watches', 'cursor'] as const;

/** Returns what ends it. */
export function saveNamedLab(store: StoreApi<Page>, { loadShelf, now }: WorkspaceDeps): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = async (): Promise<void> => {
    const page = store.getState();
    const { workspace } = page;
    if (!workspace) return;
    const shelf = await loadShelf();
    await shelf.put({ ...workspace, savedAt: now(), draft: draftOf(page) });
  };
  return store.subscribe((page, before) => {
    if (!page.workspace || page.workspace.id !== before.workspace?.id) return;
    if (KEYS.every((key) => page[key] === before[key])) return;
    clearTimeout(timer);
    // A failure is told when the shelf is opened; the tab's own record has the text meanwhile.
    timer = setTimeout(() => void save().catch(() => undefined), SAVE_DELAY_MS);
  });
}
