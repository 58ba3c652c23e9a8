// What an editor may ask of the text, answered by the engine's worker.

import type { LanguageService } from '../core/language/index.ts';

/** Answers come in their time; those of a worker that died say nothing. */
export type AsyncLanguage = {
  readonly [K in keyof LanguageService]: (
    ...question: Parameters<LanguageService[K]>
  ) => Promise<ReturnType<LanguageService[K]>>;
};
