// Entries of completion lists.

import type { VocabularyEntry } from '../asm/index.ts';
import type { NameKind } from './names.ts';
import type { Spot } from './spot.ts';
import type { Completion, CompletionKind } from './types.ts';

interface More {
  readonly doc?: string;
  /** In place of the label; with `$1` or `$0` it is a snippet. */
  readonly insert?: string;
}

export function item(
  label: string,
  kind: CompletionKind,
  detail: string,
  { doc = '', insert = label }: More = {},
): Completion {
  return {
    label,
    kind,
    detail,
    doc: doc === '' ? [] : [{ kind: 'text', text: doc }],
    insert,
    isSnippet: /\$[01]/.test(insert),
  };
}

export function wordItem(
  { name, form, doc }: VocabularyEntry,
  kind: CompletionKind,
  insert = name,
): Completion {
  return item(name, kind, form, { doc, insert });
}

/** Names of a kind that the lab declares, in its order. */
export function namesOf({ study }: Spot, kind: NameKind): string[] {
  return study.names.entities
    .filter((entity) => entity.kind === kind && entity.declared !== null)
    .map(({ name }) => name);
}

export function nameItems(spot: Spot, kind: 'map' | 'program' | 'function'): Completion[] {
  return namesOf(spot, kind).map((name) => item(name, kind, kind));
}

/** Prog arrays first, then maps of other types. */
export function mapsFirst(spot: Spot): { readonly name: string; readonly type: string }[] {
  const types = new Map(spot.study.parsed.lab.maps.map(({ name, type }) => [name, type]));
  const maps = namesOf(spot, 'map').map((name): { name: string; type: string } => ({
    name,
    type: types.get(name) ?? 'map',
  }));
  const rank = (type: string): number => (type === 'prog_array' ? 0 : 1);
  return maps.sort((a, b) => rank(a.type) - rank(b.type));
}
