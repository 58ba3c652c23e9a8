// From a name to where it is declared, and to all that mean it.

import type { Span } from '../base/index.ts';
import { entityAt } from './names.ts';
import { inComment } from './reading.ts';
import type { Study } from './study.ts';

export function definitionOf(study: Study, offset: number): Span | null {
  if (inComment(study.reading, offset)) return null;
  return entityAt(study.names, offset)?.declared ?? null;
}

export function referencesOf(study: Study, offset: number): readonly Span[] {
  if (inComment(study.reading, offset)) return [];
  return entityAt(study.names, offset)?.places ?? [];
}
