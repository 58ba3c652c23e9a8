// Messages between the page and the engine's worker. Comlink carries them as calls.

import type { LabResult, RunOptions } from '../core/pipeline/index.ts';

export type EngineReply =
  | { readonly ok: true; readonly result: LabResult; readonly milliseconds: number }
  /** A broken invariant in the engine: its bug, not the user's. */
  | { readonly ok: false; readonly message: string };

/** What the worker offers. */
export interface EngineApi {
  /** Answers at once if the worker is alive and idle. */
  ping(): 'pong';
  compile(text: string, options: RunOptions): EngineReply;
}
