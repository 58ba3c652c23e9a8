// The page's store: one slice per concern, the engine and the browser's storage from outside.

import { temporal } from 'zundo';
import { persist } from 'zustand/middleware';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { LABS } from '../labs/index.ts';
import type { EngineClient } from '../worker/client.ts';
import type { ExploreClient } from '../worker/explore-client.ts';
import { createAutosave, partOf } from './autosave.ts';
import { documentSlice, isBuiltinText } from './document-slice.ts';
import { createDraftStore, type DraftStore } from './drafts.ts';
import { engineSlice } from './engine-slice.ts';
import { explorerSlice } from './explorer-slice.ts';
import type { AsyncLanguage } from './language-port.ts';
import type { LinkReader } from './link-reader.ts';
import type { Page } from './model.ts';
import { noticesSlice } from './notices-slice.ts';
import { playbackSlice } from './playback-slice.ts';
import { preferencesSlice } from './preferences-slice.ts';
import { runSlice } from './run-slice.ts';
import type { SafeStorage } from './safe-storage.ts';
import { selectionSlice } from './selection-slice.ts';
import type { Tools } from './session-port.ts';
import type { Shelf } from './shelf.ts';
import { type History, undoOptions, undoSlice } from './undo.ts';
import { saveNamedLab } from './workspace-autosave.ts';
import { workspaceSlice } from './workspace-slice.ts';

export interface PageStore extends StoreApi<Page> {
  /** What an editor may ask about a text. */
  readonly language: AsyncLanguage;
  /** Searches of texts that are not the page's own; one at a time, and a search of the page gives way. */
  readonly explorer: ExploreClient;
  /** Opens what the visitor came for: the link, else their last text, else the first lab. */
  start(fragment: string): Promise<void>;
  /** Writes at once what autosave still holds back. */
  flush(): void;
  /** To be told when another tab wrote to the browser's storage. */
  onForeignWrite(key: string | null, value: string | null): void;
}

export interface PageStoreDeps {
  readonly engine: EngineClient;
  /** Searches; starts its worker with the first search. */
  readonly explorer: ExploreClient;
  /** Reads links; asked for when there is one to read. */
  readonly loadReader: () => Promise<LinkReader>;
  /** The machine for the page's own thread; asked for with the first result. */
  readonly loadTools: () => Promise<Tools>;
  /** Opens what the user's named labs are kept on. */
  readonly loadShelf: () => Promise<Shelf>;
  /** Lets a newer version of the page take this one's place. */
  readonly takeUpdate?: () => void;
  readonly local: SafeStorage;
  readonly session: SafeStorage;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

const NOT_SAVED = {
  id: 'not-saved',
  tone: 'warning',
  title: 'This browser does not keep your text',
  body: 'Its storage is full or forbidden. Share a link or save a file before you leave the page.',
} as const;

/** The first visit opens the first lab; a later one goes on where the last one ended. */
async function startFrom(
  get: () => Page,
  set: (part: Partial<Page>) => void,
  fragment: string,
): Promise<void> {
  const { text, cursor } = get();
  const openFirst = text === '';
  if (!openFirst) set({ arrival: { opensAt: cursor, inside: 0, pinned: null, check: null } });
  if (fragment.length > 1) await get().openFragment(fragment);
  if (get().fragment !== '') return;
  if (openFirst) get().openLab(LABS[0]?.id ?? '');
  else get().compile();
}

function keptSlice(drafts: DraftStore): Pick<Page, 'keptTexts' | 'forgetText'> {
  return {
    keptTexts: () => drafts.list().filter((kept) => !isBuiltinText(kept.text)),
    forgetText: (id) => drafts.forget(id),
  };
}

type UndoableStore = StoreApi<Page> & { readonly temporal: StoreApi<History & { clear(): void }> };

export function createPageStore(deps: PageStoreDeps): PageStore {
  const drafts = createDraftStore(deps);
  const autosave = createAutosave({
    drafts,
    local: deps.local,
    onFailure: () => store.getState().notify(NOT_SAVED),
  });
  const store: UndoableStore = createStore<Page>()(
    temporal(
      persist(
        (set, get) => ({
          ...documentSlice(deps.loadReader)(set, get),
          ...engineSlice(deps.engine, deps.loadTools)(set, get),
          ...playbackSlice(set, get),
          ...runSlice(set, get),
          ...selectionSlice(set, get),
          ...explorerSlice(deps.explorer)(set, get),
          ...preferencesSlice(set, get),
          ...noticesSlice(() => deps.takeUpdate?.())(set, get),
          ...workspaceSlice(deps)(set, get),
          ...undoSlice((): History => store.temporal.getState())(set, get),
          ...keptSlice(drafts),
        }),
        { name: 'page', storage: autosave, partialize: partOf },
      ),
      undoOptions(deps.now),
    ),
  );
  saveNamedLab(store, deps);
  return Object.assign(store, {
    language: deps.engine.language,
    explorer: deps.explorer,
    start: async (fragment: string) => {
      await startFrom(store.getState, store.setState, fragment);
      store.temporal.getState().clear();
    },
    flush: autosave.flush,
    onForeignWrite: drafts.onForeignWrite,
  });
}
