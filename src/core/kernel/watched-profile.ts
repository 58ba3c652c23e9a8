// A profile that notes which of its properties are read, to know under which others the answer to the same question
// is the same. An answer may depend on nothing else, and the reader may ask at any time: late reads count as well.

import { at } from '../base/index.ts';
import type { KernelProfile } from './profile.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface WatchedProfile {
  /** Answers like the profile that is watched. */
  readonly profile: KernelProfile;
  /** True if `other` has the same values wherever the watched one was read. */
  isLike(other: KernelProfile): boolean;
}

/** What is made of properties of its own; everything else is one value, objects and arrays too. */
const GROUPS: readonly string[] = [
  'jit',
  'layout',
  'tailCall',
  'verifier',
  'numbers',
  'poke',
  'load',
];

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (isFields(a) && JSON.stringify(a) === JSON.stringify(b));
}

/** Reads go through accessors of a prototype, which cost next to nothing; those of a proxy would be felt. */
class WatchedGroup {
  readonly values: readonly unknown[];
  readonly seen: Uint8Array;

  constructor(values: readonly unknown[]) {
    this.values = values;
    this.seen = new Uint8Array(values.length);
  }
}

type GroupClass = new (values: readonly unknown[]) => WatchedGroup;

function classOf(names: readonly string[]): GroupClass {
  const made = class extends WatchedGroup {};
  names.forEach((name, idx) => {
    Object.defineProperty(made.prototype, name, {
      get(this: WatchedGroup) {
        this.seen[idx] = 1;
        return this.values[idx];
      },
    });
  });
  return made;
}

const classes = new Map<string, GroupClass>();

/** One class for all groups of the same properties. */
function knownClassOf(names: readonly string[]): GroupClass {
  const key = names.join();
  const known = classes.get(key) ?? classOf(names);
  classes.set(key, known);
  return known;
}

interface Watch {
  readonly group: WatchedGroup;
  readonly isLike: (other: Fields) => boolean;
}

function watch(fields: Fields): Watch {
  const names = Object.keys(fields);
  const inner = new Map<string, Watch>();
  const values = names.map((name) => {
    const value = fields[name];
    if (!GROUPS.includes(name) || !isFields(value)) return value;
    const watched = watch(value);
    inner.set(name, watched);
    return watched.group;
  });
  const group = new (knownClassOf(names))(values);
  const isLikeAt = (name: string, other: unknown): boolean => {
    const within = inner.get(name);
    return within ? isFields(other) && within.isLike(other) : isEqual(fields[name], other);
  };
  const isLike = (other: Fields): boolean =>
    names.every((name, idx) => at(group.seen, idx) === 0 || isLikeAt(name, other[name]));
  return { group, isLike };
}

/** Optional properties that `profile` leaves out are not watched. */
export function watchProfile(profile: KernelProfile): WatchedProfile {
  const { group, isLike } = watch(profile as unknown as Fields);
  return {
    profile: group as unknown as KernelProfile,
    isLike: (other) => isLike(other as unknown as Fields),
  };
}
