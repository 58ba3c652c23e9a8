// From the words after `.kernel` to a profile.

import { err, ok, type Result } from '../base/index.ts';
import { describeOptions, type OptionInfo } from './describe-options.ts';
import { LOAD_DEFAULTS, LOAD_OPTIONS } from './load-options.ts';
import type { KernelProfile, KernelVersion, ProfileOption } from './profile.ts';
import { V5_9 } from './v5-9.ts';
import { V5_10 } from './v5-10.ts';
import { V5_15 } from './v5-15.ts';
import { V6_1 } from './v6-1.ts';
import { V6_6 } from './v6-6.ts';
import { V6_12 } from './v6-12.ts';
import { V6_19 } from './v6-19.ts';
import { V7_1 } from './v7-1.ts';

/** Every version that can be asked for. */
const VERSIONS: readonly KernelVersion[] = [V5_9, V5_10, V5_15, V6_1, V6_6, V6_12, V6_19, V7_1];

/** Why there is no such profile, and what there is. */
export interface ProfileError {
  readonly code: 'kernel/unknown-version' | 'kernel/unknown-option' | 'kernel/options-exclude';
  readonly message: string;
  /** The word that is wrong. */
  readonly word: string;
  readonly knownVersions: readonly string[];
  /** Options of the version asked for; empty if that is unknown. */
  readonly knownOptions: readonly string[];
}

/** Versions that `.kernel` takes, oldest first. */
export const KNOWN_VERSIONS: readonly string[] = VERSIONS.map((v) => v.profile.version);

/** Options of a version, in canonical order. */
function optionsOf(version: KernelVersion): readonly ProfileOption[] {
  return [...version.options, ...LOAD_OPTIONS];
}

/** Every option that a version takes, described; empty for an unknown version. */
export function kernelOptions(version: string): readonly OptionInfo[] {
  const found = VERSIONS.find((v) => v.profile.version === version);
  return found ? describeOptions(optionsOf(found), found.profile.verifier) : [];
}

function refuse(
  code: ProfileError['code'],
  word: string,
  message: string,
  version?: KernelVersion,
): Result<KernelProfile, ProfileError> {
  const knownOptions = (version ? optionsOf(version) : []).map((option) => option.word);
  return err({ code, word, message, knownVersions: KNOWN_VERSIONS, knownOptions });
}

/**
 * The profile of `version` with `options` (order and repetition do not matter; `plain` may be
 * left out). Options of one group exclude each other.
 */
export function resolveProfile(
  version: string,
  options: readonly string[],
): Result<KernelProfile, ProfileError> {
  const found = VERSIONS.find((v) => v.profile.version === version);
  if (found === undefined) {
    const known = KNOWN_VERSIONS.join(', ');
    const message = `unknown kernel version ${version}; known: ${known}`;
    return refuse('kernel/unknown-version', version, message);
  }
  const chosen = new Map<string, ProfileOption>();
  for (const word of options) {
    const option = optionsOf(found).find((o) => o.word === word);
    if (option === undefined) {
      const known = optionsOf(found)
        .map((o) => o.word)
        .join(', ');
      const message = `unknown option ${word} of kernel ${version}; known: ${known}`;
      return refuse('kernel/unknown-option', word, message, found);
    }
    const rival = chosen.get(option.group);
    if (rival !== undefined && rival !== option) {
      const message = `options ${rival.word} and ${word} exclude each other`;
      return refuse('kernel/options-exclude', word, message, found);
    }
    chosen.set(option.group, option);
  }
  return ok(applyOptions(found, new Set(chosen.values())));
}

function applyOptions(version: KernelVersion, chosen: ReadonlySet<ProfileOption>): KernelProfile {
  const applied = optionsOf(version).filter((option) => chosen.has(option));
  let { jit } = version.profile;
  let load = LOAD_DEFAULTS;
  let { verifier } = version.profile;
  for (const option of applied) {
    jit = { ...jit, ...option.jit };
    load = { ...load, ...option.load };
    verifier = { ...verifier, ...option.verifier };
  }
  const options = applied.map((option) => option.word).filter((word) => word !== 'plain');
  return { ...version.profile, options, jit, load, verifier };
}
