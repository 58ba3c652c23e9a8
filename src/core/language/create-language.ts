// The language service as a whole: one text is read once, all questions about it are answered from that.

import { LAB_DIRECTIVES } from '../asm/index.ts';
import type { LabResult } from '../pipeline/index.ts';
import type { LanguageService } from './types.ts';

export interface LanguageSources {
  /** What became of exactly this text, if it was compiled last. */
  readonly resultOf: (text: string) => LabResult | null;
}

export function createLanguage(_: LanguageSources): LanguageService {
  return {
    hover: () => null,
    completions: (_text, at) => ({
      span: { start: at, end: at },
      items: LAB_DIRECTIVES.map(({ name, form, doc }) => ({
        label: name,
        kind: 'directive',
        detail: form,
        doc: [{ kind: 'text', text: doc }],
        insert: name,
        isSnippet: false,
      })),
    }),
    signature: () => null,
    definition: () => null,
    references: () => [],
    rename: () => ({ ok: false, refusal: 'There is no name here.' }),
    folds: () => [],
    outline: () => [],
    format: () => [],
    fixes: () => [],
    notes: () => [],
  };
}
