// Kernels to choose from, and the options of each.

import {
  KNOWN_VERSIONS,
  kernelOptions,
  type OptionInfo,
  resolveProfile,
} from '../core/kernel/index.ts';

export { KNOWN_VERSIONS } from '../core/kernel/index.ts';

/** What a version can be chosen with, and what each changes. */
export function optionsOf(version: string): readonly OptionInfo[] {
  return kernelOptions(version).filter(({ isDefault }) => !isDefault);
}

/** With `word` turned on or off; others that exclude it make room. */
export function withOption(version: string, words: readonly string[], word: string): string[] {
  if (words.includes(word)) return words.filter((other) => other !== word);
  const kept = words.filter((other) => resolveProfile(version, [other, word]).ok);
  return optionsOf(version)
    .map((option) => option.word)
    .filter((other) => other === word || kept.includes(other));
}

/** The version before, else the one behind: a neighbour to compare with. */
export function neighbourOf(version: string): string {
  const idx = KNOWN_VERSIONS.indexOf(version);
  return KNOWN_VERSIONS[idx + 1] ?? KNOWN_VERSIONS[idx - 1] ?? version;
}
