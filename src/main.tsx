// Composition root: the engine, the store, the browser around them, and the page.

import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isEmbedFragment } from './store/embed-fragment.ts';
import { createPageStore } from './store/page-store.ts';
import { safeStorage, setKeeping } from './store/safe-storage.ts';
import { startFragment } from './ui/export/start-fragment.ts';
import { isReference } from './ui/shared/reference-address.ts';
import { App } from './ui/shell/App.tsx';
import { bindAddress } from './ui/shell/address.ts';
import { PageProvider } from './ui/shell/page-context.tsx';
import { createEngineClient } from './worker/client.ts';
import { createExploreClient } from './worker/explore-client.ts';
import { spawnEngine, spawnExplorer } from './worker/spawn.ts';

const fragment = startFragment();
const isEmbed = isEmbedFragment(fragment);
// Before anything reads it: an embed neither knows nor changes what its reader keeps.
setKeeping(!isEmbed);

const installation = () => import('./ui/shell/installation.ts');

const store = createPageStore({
  engine: createEngineClient(spawnEngine),
  explorer: createExploreClient(spawnExplorer),
  loadReader: async () => (await import('./store/link-reader.ts')).linkReader,
  loadTools: () => import('./store/session-tools.ts'),
  loadShelf: async () => (await import('./store/shelf.ts')).openShelf(),
  takeUpdate: () => void installation().then(({ takeUpdate }) => takeUpdate()),
  local: safeStorage(() => localStorage),
  session: safeStorage(() => sessionStorage),
  now: () => Date.now(),
  newId: () => Math.random().toString(36).slice(2),
});

function show(page: ReactNode): void {
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <PageProvider store={store}>{page}</PageProvider>
    </StrictMode>,
  );
}

function startPage(): void {
  bindAddress(store);
  window.addEventListener('pagehide', () => store.flush());
  window.addEventListener('storage', ({ key, newValue }) => store.onForeignWrite(key, newValue));
  void store.start(isReference(fragment) ? '' : fragment);
  // The development server's files change under the page.
  if (import.meta.env.PROD) {
    window.addEventListener('load', () => {
      void installation().then(({ keepOffline }) => keepOffline(store));
    });
  }
  show(<App />);
}

/** Its address is the embedding page's: read once, and never written. */
async function startEmbedded(): Promise<void> {
  const { EmbedPage, bindFrame, loadSharing, startEmbed } = await import('./ui/embed/embed-set.ts');
  const sharing = await loadSharing();
  await startEmbed(store, fragment);
  if (window.parent !== window) bindFrame(window, store, sharing);
  window.addEventListener('hashchange', () => location.reload());
  show(<EmbedPage sharing={sharing} fragment={fragment} />);
}

if (isEmbed) void startEmbedded();
else startPage();
