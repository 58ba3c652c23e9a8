// Starts the worker in a browser and wraps it for the client.

import { wrap } from 'comlink';
import type { EngineHandle } from './client.ts';
import type { EngineApi } from './protocol.ts';

/** Starts one worker. `onDeath` is called if its script fails to load or throws. */
export function spawnEngine(onDeath: (reason: string) => void): EngineHandle {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onDeath(event.message || 'its script could not be loaded');
  });
  worker.addEventListener('messageerror', () => onDeath('an answer could not be read'));
  const remote = wrap<EngineApi>(worker);
  return {
    ping: () => remote.ping(),
    compile: (text, options) => remote.compile(text, options),
    language: remote,
    terminate: () => worker.terminate(),
  };
}
