// The page without a network: registers what keeps its files, says when a newer version is there, and
// lets the browser install it.

import type { PageStore } from '../../store/page-store.ts';

const UPDATE_NOTICE = {
  id: 'update',
  tone: 'info',
  title: 'A newer version of this page is ready',
  body: 'It is loaded when you say so, or with the next visit. Your text and your place in the run are kept.',
  offer: { label: 'Load it now', page: 'update' },
} as const;

const NO_INSTALL_NOTICE = {
  id: 'install',
  tone: 'info',
  title: 'The browser installs this page, not the page itself',
  body: 'Look for “Install” or “Add to home screen” in the browser’s menu. The page works without a network also when it is not installed.',
} as const;

/** Chromium's event that holds back its own question. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let heldBack: InstallPrompt | null = null;

/** Asks whether to install, or says where the browser does. */
export function install(store: PageStore): void {
  if (heldBack) void heldBack.prompt();
  else store.getState().notify(NO_INSTALL_NOTICE);
  heldBack = null;
}

/** Hands over to the newer version; the page loads again when that is in charge. */
export function takeUpdate(): void {
  void navigator.serviceWorker.getRegistration().then((registration) => {
    registration?.waiting?.postMessage('take-over');
  });
}

function watchForUpdate(registration: ServiceWorkerRegistration, store: PageStore): void {
  const tell = (): void => {
    // The first version has nothing to take over from.
    if (registration.waiting && navigator.serviceWorker.controller) {
      store.getState().notify(UPDATE_NOTICE);
    }
  };
  tell();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', tell);
  });
}

/** Keeps the page's files in the browser; does nothing where that is not possible. */
export async function keepOffline(store: PageStore): Promise<void> {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    heldBack = event as InstallPrompt;
  });
  if (!('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  const hadController = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!hadController) return;
    store.flush();
    location.reload();
  });
  // Without it the page works as before, online.
  const registration = await navigator.serviceWorker.register('./sw.js').catch(() => null);
  if (registration) watchForUpdate(registration, store);
}
