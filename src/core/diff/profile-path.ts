// The way from one profile to another, one property at a time. Between the ends it passes profiles that no kernel
// has; what a step changes in the images is what that property does.

import type { KernelProfile } from '../kernel/index.ts';

export interface PathStep {
  /** `jit.ibt`; `version` stands for places in kernel structures, which are looked up by it. */
  readonly property: string;
  readonly profile: KernelProfile;
}

/** What the verifier does comes first, as the JIT works on that; groups in this order, then the rest. */
const GROUPS = ['load', 'verifier', 'version', 'layout', 'tailCall', 'jit'];
/** These name a profile, or say how sites are changed and who may run; no image depends on them. */
const NOT_IN_IMAGES = ['options', 'poke', 'protocols', 'preemptibleRuns'];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function keysOf(a: Fields, b: Fields): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

/** Paths of what differs, `group.name` or `name`. */
function differing(a: Fields, b: Fields): string[] {
  return keysOf(a, b).flatMap((name) => {
    const [left, right] = [a[name], b[name]];
    if (isEqual(left, right)) return [];
    if (!isFields(left) || !isFields(right)) return [name];
    return keysOf(left, right)
      .filter((key) => !isEqual(left[key], right[key]))
      .map((key) => `${name}.${key}`);
  });
}

const groupOf = (property: string): string => property.split('.')[0] ?? property;

function rank(property: string): number {
  const group = GROUPS.indexOf(groupOf(property));
  return group < 0 ? GROUPS.length : group;
}

/** `profile` with one property as `other` has it. */
function withProperty(
  profile: KernelProfile,
  property: string,
  other: KernelProfile,
): KernelProfile {
  const [group = property, name] = property.split('.');
  const [own, theirs] = [profile as unknown as Fields, other as unknown as Fields];
  if (name === undefined) return { ...profile, [group]: theirs[group] };
  const [mine, from] = [own[group] as Fields, theirs[group] as Fields];
  return { ...profile, [group]: { ...mine, [name]: from[name] } };
}

const fieldsOf = (profile: KernelProfile): Fields => profile as unknown as Fields;

/** Steps that lead from `a` to `b`; the last profile emits what `b` does. */
export function profilePath(a: KernelProfile, b: KernelProfile): PathStep[] {
  const properties = differing(fieldsOf(a), fieldsOf(b))
    .filter((property) => !NOT_IN_IMAGES.includes(groupOf(property)))
    .sort((x, y) => rank(x) - rank(y));
  let profile = a;
  return properties.map((property) => {
    profile = withProperty(profile, property, b);
    return { property, profile };
  });
}

/** Properties that differ and never reach an image. */
export function beyondImages(a: KernelProfile, b: KernelProfile): string[] {
  return differing(fieldsOf(a), fieldsOf(b)).filter(
    (property) => groupOf(property) !== 'options' && NOT_IN_IMAGES.includes(groupOf(property)),
  );
}

/** A value of a property, as text. */
export function valueText(profile: KernelProfile, property: string): string {
  const [group = property, name] = property.split('.');
  const value = fieldsOf(profile)[group];
  return textOf(name === undefined || !isFields(value) ? value : value[name]);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  if (isFields(value)) return Object.values(value).map(textOf).join('+');
  return String(value as string | number | bigint);
}
