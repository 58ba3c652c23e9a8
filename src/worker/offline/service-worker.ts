// Keeps the whole built page in the browser, so that it works without a network, and lets a new
// version wait until the page asks for it: nobody's page changes under their hands.

/** Filled in by the build: every file of the page, and a name that changes with any of them. */
interface Precache {
  readonly version: string;
  readonly files: readonly string[];
}

declare const __PRECACHE__: Precache;
declare const self: ServiceWorkerGlobalScope;

const { version, files } = __PRECACHE__;
const PREFIX = 'pokescope-';
const NAME = `${PREFIX}${version}`;
const PAGE = './index.html';

/** Fetches past the browser's own cache, which may hold files of another version. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request.mode === 'navigate' ? PAGE : request, {
    ignoreSearch: true,
  });
  return kept ?? fetch(request);
}

/** Only the page itself: another page of the same folder is none of ours. */
function isOurs(request: Request): boolean {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return false;
  if (request.mode !== 'navigate') return true;
  const scope = new URL(self.registration.scope).pathname;
  return pathname === scope || pathname === `${scope}index.html`;
}

export {};

self.addEventListener('install', (event) => event.waitUntil(keepAll()));
self.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
self.addEventListener('fetch', (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});
