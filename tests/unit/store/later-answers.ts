// A language service as the page sees it, without a worker in between.

import { diffImages } from '../../../src/core/diff/index.ts';
import type { LanguageService } from '../../../src/core/language/index.ts';
import { compareProtocols, compile, labPasses } from '../../../src/core/pipeline/index.ts';
import type { AsyncLanguage } from '../../../src/store/language-port.ts';

export function laterAnswers(language: LanguageService): AsyncLanguage {
  return {
    hover: async (...question) => language.hover(...question),
    completions: async (...question) => language.completions(...question),
    signature: async (...question) => language.signature(...question),
    definition: async (...question) => language.definition(...question),
    references: async (...question) => language.references(...question),
    rename: async (...question) => language.rename(...question),
    folds: async (...question) => language.folds(...question),
    outline: async (...question) => language.outline(...question),
    format: async (...question) => language.format(...question),
    fixes: async (...question) => language.fixes(...question),
    compare: async (...question) => compareProtocols(...question),
    diff: async (...question) => diffImages(...question),
    passes: async (text, { kernel, ...question }) => {
      const override = kernel === null ? {} : { kernel };
      return labPasses(compile(text, { override, policy: null }), question);
    },
    notes: async (...question) => language.notes(...question),
  };
}
