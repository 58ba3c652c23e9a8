// The engine's thread. Throws nothing across its boundary: this is the one place that catches.

import { expose } from 'comlink';
import { compile, type RunOptions } from '../core/pipeline/index.ts';
import type { EngineApi, EngineReply } from './protocol.ts';

function compileSafely(text: string, options: RunOptions): EngineReply {
  const began = performance.now();
  try {
    const result = compile(text, options);
    return { ok: true, result, milliseconds: performance.now() - began };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const api: EngineApi = { ping: () => 'pong', compile: compileSafely };

expose(api);
