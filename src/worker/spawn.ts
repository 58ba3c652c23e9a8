// Starts the worker in a browser and wraps it for the client.

import { proxy, wrap } from 'comlink';
import type { EngineHandle } from './client.ts';
import type { ExploreHandle } from './explore-client.ts';
import type { ExploreApi } from './explore-protocol.ts';
import type { EngineApi } from './protocol.ts';

type StartWorker = new (address: URL, options: WorkerOptions) => Worker;

/** The bundler finds the worker's script by this form of words. */
function startWith(Worker: StartWorker): Worker {
  return new Worker(new URL('./engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
}

/**
 * What a worker of the page's own making runs to become the one at `address`. It keeps messages that come before
 * that one listens. A module would wait by itself, but Chromium 156 starts none for a page without an origin.
 */
function relayTo(address: string): string {
  return `const early = [];
const keep = (event) => early.push(event.data);
addEventListener('message', keep);
import(${JSON.stringify(address)}).then(
  () => {
    removeEventListener('message', keep);
    for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
  },
  (error) => setTimeout(() => { throw error; }),
);`;
}

class RelayedWorker extends Worker {
  constructor(address: URL) {
    const script = new Blob([relayTo(address.href)], { type: 'text/javascript' });
    super(URL.createObjectURL(script), { name: 'engine' });
  }
}

/** A worker's script must have the page's origin; a sandboxed frame has none, and only its own blobs share it. */
function startWorker(): Worker {
  try {
    return startWith(Worker);
  } catch {
    return startWith(RelayedWorker);
  }
}

/** `onDeath` is called if its script fails to load or throws. */
function startWatched(onDeath: (reason: string) => void): Worker {
  const worker = startWorker();
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onDeath(event.message || 'its script could not be loaded');
  });
  worker.addEventListener('messageerror', () => onDeath('an answer could not be read'));
  return worker;
}

/** Starts the worker that compiles. */
export function spawnEngine(onDeath: (reason: string) => void): EngineHandle {
  const worker = startWatched(onDeath);
  const remote = wrap<EngineApi>(worker);
  return {
    ping: () => remote.ping(),
    compile: (text, options) => remote.compile(text, options),
    language: remote,
    terminate: () => worker.terminate(),
  };
}

/** Starts the same script once more, to search. */
export function spawnExplorer(onDeath: (reason: string) => void): ExploreHandle {
  const worker = startWatched(onDeath);
  const remote = wrap<ExploreApi>(worker);
  return {
    explore: (text, options, onProgress) => remote.explore(text, options, proxy(onProgress)),
    cancel: () => void remote.cancelExplore(),
    terminate: () => worker.terminate(),
  };
}
