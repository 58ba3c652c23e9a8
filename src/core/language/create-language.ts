// The language service as a whole: one text is read once, all questions about it are answered from that.

import type { LabResult } from '../pipeline/index.ts';
import { completionsAt } from './completions.ts';
import { fixesAt } from './fixes.ts';
import { foldsOf } from './folds.ts';
import { formatEdits } from './format.ts';
import { hoverAt } from './hover.ts';
import { definitionOf, referencesOf } from './navigate.ts';
import { notesOf } from './notes.ts';
import { outlineOf } from './outline.ts';
import { renameAt } from './rename.ts';
import { signatureAt } from './signature.ts';
import { Study } from './study.ts';
import type { LanguageService } from './types.ts';

export interface LanguageSources {
  /** What became of exactly this text, if it was compiled last. */
  readonly resultOf: (text: string) => LabResult | null;
}

/** Remembers the last text; a result that came meanwhile replaces none of what was read. */
function studies({ resultOf }: LanguageSources): (text: string) => Study {
  let last: Study | null = null;
  return (text) => {
    const result = resultOf(text);
    if (last?.text !== text) last = new Study(text, result);
    else if (last.result !== result) last = new Study(text, result, last);
    return last;
  };
}

export function createLanguage(sources: LanguageSources): LanguageService {
  const study = studies(sources);
  return {
    hover: (text, at) => hoverAt(study(text), at),
    completions: (text, at) => completionsAt(study(text), at),
    signature: (text, at) => signatureAt(study(text), at),
    definition: (text, at) => definitionOf(study(text), at),
    references: (text, at) => referencesOf(study(text), at),
    rename: (text, at, newName) => renameAt(study(text), at, newName),
    folds: (text) => foldsOf(study(text).reading),
    outline: (text) => outlineOf(study(text).reading),
    format: (text) => formatEdits(study(text).reading),
    fixes: (text, span) => fixesAt(study(text), span),
    notes: (text) => notesOf(study(text)),
  };
}
