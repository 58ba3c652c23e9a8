// From a golden folder's name (`6.1-hardened`) to the kernel profile that it was booted with.

import { type KernelProfile, resolveProfile } from '../../src/core/kernel/index.ts';

/** The profile of `folder`, or undefined if the version or the option is not modelled; `more` options go with it. */
export function profileForGolden(
  folder: string,
  more: readonly string[] = [],
): KernelProfile | undefined {
  const [version = '', ...options] = folder.split('-');
  const profile = resolveProfile(version, [...options, ...more]);
  return profile.ok ? profile.value : undefined;
}
