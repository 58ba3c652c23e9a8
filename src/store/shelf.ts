// The user's named labs in the browser's database. Records are JSON, read as carefully as drafts are.

import { createStore, del, entries, set, type UseStore } from 'idb-keyval';
import { packDraft, parseDraft } from './drafts.ts';
import type { NamedLab } from './model.ts';

export interface Shelf {
  /** Newest first; what is damaged is left out. */
  list(): Promise<readonly NamedLab[]>;
  put(lab: NamedLab): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Kept {
  readonly name: string;
  readonly savedAt: number;
  /** As drafts are stored. */
  readonly draft: string;
}

function readLab(id: unknown, kept: Partial<Kept> | null): NamedLab | null {
  const draft = typeof kept?.draft === 'string' ? parseDraft(kept.draft) : null;
  if (!draft || typeof id !== 'string' || typeof kept?.name !== 'string') return null;
  return { id, name: kept.name, savedAt: Number(kept.savedAt) || 0, draft };
}

function shelfOn(store: UseStore): Shelf {
  return {
    list: async () => {
      const all = await entries<IDBValidKey, Kept>(store);
      return all
        .flatMap(([id, kept]) => readLab(id, kept) ?? [])
        .sort((a, b) => b.savedAt - a.savedAt);
    },
    put: ({ id, name, savedAt, draft }) => {
      const kept: Kept = { name, savedAt, draft: packDraft(draft) };
      return set(id, kept, store);
    },
    remove: (id) => del(id, store),
  };
}

/** Throws where the browser has no database, or none for this page. */
export function openShelf(): Shelf {
  return shelfOn(createStore('pokescope', 'labs'));
}
