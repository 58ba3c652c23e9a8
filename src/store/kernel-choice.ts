// The kernel and its options as things to choose; a choice is written into the lab's `.kernel` line.

import { parseLab } from '../core/asm/index.ts';
import { KNOWN_VERSIONS, kernelOptions, type OptionInfo } from '../core/kernel/index.ts';
import { withChoice } from './explorer-text.ts';

export { KNOWN_VERSIONS, type OptionInfo } from '../core/kernel/index.ts';

/** What a lab without a `.kernel` line runs under. */
const DEFAULT_VERSION = '6.1';

/** What the `.kernel` line says. */
export interface KernelChoice {
  readonly version: string;
  readonly options: readonly string[];
}

/** Options of a version that exclude each other, or one alone. */
export interface OptionGroup {
  readonly group: string;
  readonly options: readonly OptionInfo[];
  /** Holds unless another was chosen; null: the group is one switch. */
  readonly byDefault: OptionInfo | null;
}

export function readKernel(text: string): KernelChoice {
  const { kernel } = parseLab(text).lab;
  if (!kernel) return { version: DEFAULT_VERSION, options: [] };
  return {
    version: kernel.profile.name,
    options: kernel.options.map(({ name }) => name).filter((word) => word !== 'plain'),
  };
}

/** The options of a version; a group of `plain` and one other is that other's switch. */
export function optionGroups(version: string): readonly OptionGroup[] {
  const all = kernelOptions(version);
  return [...new Set(all.map(({ group }) => group))].flatMap((group): OptionGroup[] => {
    const options = all.filter((option) => option.group === group);
    const byDefault = options.find(({ isDefault }) => isDefault) ?? null;
    const others = options.filter(({ isDefault }) => !isDefault);
    if (others.length === 0) return [];
    return [{ group, options: others, byDefault: others.length > 1 ? byDefault : null }];
  });
}

/** The choice under another version: options that it does not have are dropped. */
export function withVersion({ options }: KernelChoice, version: string): KernelChoice {
  const known = kernelOptions(version).map(({ word }) => word);
  return { version, options: options.filter((word) => known.includes(word)) };
}

/** The choice with `word` in place of what else its group had; null: the group's default. */
export function withOption(
  choice: KernelChoice,
  group: OptionGroup,
  word: string | null,
): KernelChoice {
  const words = group.options.map((option) => option.word);
  const others = choice.options.filter((option) => !words.includes(option));
  const chosen = new Set(word === null ? others : [...others, word]);
  const ordered = kernelOptions(choice.version).map((option) => option.word);
  return { ...choice, options: ordered.filter((option) => chosen.has(option)) };
}

/** The version that came next, else the one before: a neighbour to compare with. */
export function neighbourOf(version: string): string {
  const idx = KNOWN_VERSIONS.indexOf(version);
  return KNOWN_VERSIONS[idx + 1] ?? KNOWN_VERSIONS[idx - 1] ?? version;
}

/** As behind `.kernel`. */
export function kernelWords({ version, options }: KernelChoice): string {
  return [version, ...options].join(' ');
}

/** The text with its `.kernel` line saying `choice`. */
export function withKernel(text: string, choice: KernelChoice): string {
  const { kernel } = parseLab(text).lab;
  if (!kernel) return withChoice(text, 'kernel', kernelWords(choice));
  const start = kernel.profile.span.start;
  const end = kernel.options.at(-1)?.span.end ?? kernel.profile.span.end;
  return text.slice(0, start) + kernelWords(choice) + text.slice(end);
}
