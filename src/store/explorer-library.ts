// What the explorer offers to choose from.

import { KNOWN_VERSIONS } from '../core/kernel/index.ts';
import { libraryEntry, libraryNames } from '../core/protocol/index.ts';
import type { ChoiceRole } from './explorer-text.ts';

export { PROPERTIES } from '../core/explore/index.ts';
export { SCENARIOS } from '../labs/scenarios/index.ts';

export interface LibraryChoice {
  readonly name: string;
  /** Where it comes from, in a line; '' where nothing is said. */
  readonly source: string;
  /** What a run under it shows, in a line. */
  readonly expected: string;
  /** As it would be written out; null for what is no text. */
  readonly text: string | null;
}

/** All that a directive can name, in library order. */
export function libraryOf(role: ChoiceRole): readonly LibraryChoice[] {
  if (role === 'kernel') {
    return KNOWN_VERSIONS.map((name) => ({ name, source: '', expected: '', text: null }));
  }
  return libraryNames(role).flatMap((name) => libraryEntry(role, name) ?? []);
}
