// From `.kernel` to a profile.

import type { Lab, LabName } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import { type KernelProfile, type ProfileError, resolveProfile } from '../kernel/index.ts';
import { NOWHERE, type Override } from './override.ts';

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

/** Words behind `.kernel`; null: none were given. */
interface Asked {
  readonly version: LabName;
  readonly options: readonly LabName[];
  readonly span: Span;
}

function askedFor({ kernel }: Lab, override: Override): Asked | null {
  if (override.kernel === undefined) return kernel && { ...kernel, version: kernel.profile };
  const words = override.kernel.split(/\s+/).filter((word) => word !== '');
  const [version = '', ...options] = words;
  const named = (name: string): LabName => ({ name, span: NOWHERE });
  return { version: named(version), options: options.map(named), span: NOWHERE };
}

/**
 * The profile that the lab names, or the override. An unknown one is an error, never replaced silently:
 * `known` is false then and nothing may be emitted.
 */
export function chooseProfile(
  lab: Lab,
  override: Override,
  diagnostics: Diagnostic[],
): { readonly profile: KernelProfile; readonly known: boolean } {
  const asked = askedFor(lab, override);
  if (!asked) return { profile: defaultProfile(), known: true };
  const { version, options, span } = asked;
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
