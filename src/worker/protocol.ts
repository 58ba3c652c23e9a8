// Messages between the page and the engine's worker. Comlink carries them as calls.

import type { LanguageService } from '../core/language/index.ts';
import type { LabResult, RunOptions } from '../core/pipeline/index.ts';

export type EngineReply =
  | { readonly ok: true; readonly result: LabResult; readonly milliseconds: number }
  /** A broken invariant in the engine: its bug, not the user's. */
  | { readonly ok: false; readonly message: string };

/** Answers come in their time; those of a worker that died say nothing. */
export type AsyncLanguage = {
  readonly [K in keyof LanguageService]: (
    ...question: Parameters<LanguageService[K]>
  ) => Promise<ReturnType<LanguageService[K]>>;
};

/** What the worker offers; words on the text it last compiled know the bytes as well. */
export interface EngineApi extends LanguageService {
  /** Answers at once if the worker is alive and idle. */
  ping(): 'pong';
  compile(text: string, options: RunOptions): EngineReply;
}
