// From `.kernel` to a profile.

import type { Lab } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import { type KernelProfile, type ProfileError, resolveProfile } from '../kernel/index.ts';

/** Used by labs without a `.kernel` line. */
const DEFAULT_VERSION = '6.1';

function hintFor(error: ProfileError): string {
  return error.knownOptions.length > 0
    ? `Options of this kernel: ${error.knownOptions.join(', ')}.`
    : `Kernels: ${error.knownVersions.join(', ')}.`;
}

function defaultProfile(): KernelProfile {
  const profile = resolveProfile(DEFAULT_VERSION, []);
  if (!profile.ok) throw new Error(`invariant broken: ${profile.error.message}`);
  return profile.value;
}

/**
 * The profile that the lab names. An unknown one is an error, never replaced silently: `known` is
 * false then and nothing may be emitted.
 */
export function chooseProfile(
  lab: Lab,
  diagnostics: Diagnostic[],
): { readonly profile: KernelProfile; readonly known: boolean } {
  if (!lab.kernel) return { profile: defaultProfile(), known: true };
  const { profile: version, options, span } = lab.kernel;
  const resolved = resolveProfile(
    version.name,
    options.map((option) => option.name),
  );
  if (resolved.ok) return { profile: resolved.value, known: true };
  const word = [version, ...options].find((name) => name.name === resolved.error.word);
  diagnostics.push({
    code: resolved.error.code,
    severity: 'error',
    span: word?.span ?? span,
    message: resolved.error.message,
    hint: hintFor(resolved.error),
  });
  return { profile: defaultProfile(), known: false };
}
