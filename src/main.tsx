// Composition root: the engine, the store, the browser around them, and the page.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createPageStore } from './store/page-store.ts';
import { safeStorage } from './store/safe-storage.ts';
import { startFragment } from './ui/export/start-fragment.ts';
import { App } from './ui/shell/App.tsx';
import { bindAddress } from './ui/shell/address.ts';
import { PageProvider } from './ui/shell/page-context.tsx';
import { createEngineClient } from './worker/client.ts';
import { spawnEngine } from './worker/spawn.ts';

const installation = () => import('./ui/shell/installation.ts');

const store = createPageStore({
  engine: createEngineClient(spawnEngine),
  loadReader: async () => (await import('./store/link-reader.ts')).linkReader,
  loadTools: () => import('./store/session-tools.ts'),
  takeUpdate: () => void installation().then(({ takeUpdate }) => takeUpdate()),
  local: safeStorage(() => localStorage),
  session: safeStorage(() => sessionStorage),
  now: () => Date.now(),
  newId: () => Math.random().toString(36).slice(2),
});

bindAddress(store);
window.addEventListener('pagehide', () => store.flush());
window.addEventListener('storage', ({ key, newValue }) => store.onForeignWrite(key, newValue));
void store.start(startFragment());
// The development server's files change under the page.
if (import.meta.env.PROD) {
  window.addEventListener('load', () => {
    void installation().then(({ keepOffline }) => keepOffline(store));
  });
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <PageProvider store={store}>
        <App />
      </PageProvider>
    </StrictMode>,
  );
}
