// Kernels to choose from, and the options of each.

import { KNOWN_VERSIONS, resolveProfile } from '../core/kernel/index.ts';

export { KNOWN_VERSIONS } from '../core/kernel/index.ts';

/** Stands for no option; the plain profile is what no word means. */
const PLAIN = 'plain';

/** Option words of a version, as `.kernel` takes them. */
export function optionsOf(version: string): readonly string[] {
  const asked = resolveProfile(version, ['?']);
  return asked.ok ? [] : asked.error.knownOptions.filter((word) => word !== PLAIN);
}

/** With `word` turned on or off; others that exclude it make room. */
export function withOption(version: string, words: readonly string[], word: string): string[] {
  if (words.includes(word)) return words.filter((other) => other !== word);
  const kept = words.filter((other) => resolveProfile(version, [other, word]).ok);
  return optionsOf(version).filter((other) => other === word || kept.includes(other));
}

/** The version before, else the one behind: a neighbour to compare with. */
export function neighbourOf(version: string): string {
  const idx = KNOWN_VERSIONS.indexOf(version);
  return KNOWN_VERSIONS[idx + 1] ?? KNOWN_VERSIONS[idx - 1] ?? version;
}
