// The profiles side by side, as rows of text: what differs between the plain profiles of the versions.

import type { KernelProfile } from './profile.ts';
import { KNOWN_VERSIONS, resolveProfile } from './resolve.ts';

/** One property of the profiles; `values` in the order of KNOWN_VERSIONS. */
interface ProfileRow {
  readonly property: string;
  readonly values: readonly string[];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  if (typeof value === 'object') return Object.values(value).map(textOf).join('+');
  return `${value as string | number}`;
}

function entriesOf(group: string, value: object): [string, string][] {
  return Object.entries(value)
    .filter(([name]) => name !== 'nops')
    .map(([name, each]) => [`${group}.${name}`, textOf(each)]);
}

function flatten(profile: KernelProfile): Map<string, string> {
  const { jit, layout, tailCall, verifier, poke, protocols } = profile;
  const layoutHex = Object.entries(layout).map(([name, off]): [string, string] => [
    `layout.${name}`,
    `0x${Number(off).toString(16)}`,
  ]);
  return new Map([
    ...entriesOf('tailCall', tailCall),
    ...entriesOf('jit', jit),
    ['jit.nop5', textOf((jit.nops[5] ?? []).map((byte) => byte.toString(16).padStart(2, '0')))],
    ['jit.shortJumpMax', textOf(profile.shortJumpMax)],
    ...layoutHex,
    ...entriesOf('verifier', { ...verifier, numbers: null, speculation: null }),
    ...entriesOf('numbers', verifier.numbers),
    ...entriesOf('speculation', verifier.speculation),
    ...entriesOf('poke', poke),
    ['preemptibleRuns', textOf(profile.preemptibleRuns)],
    ...entriesOf('protocols', protocols),
  ]);
}

/** Every property in which two plain profiles differ. */
export function profileDifferences(): ProfileRow[] {
  const columns = KNOWN_VERSIONS.map((version) => {
    const profile = resolveProfile(version, []);
    if (!profile.ok) throw new Error(`invariant broken: ${profile.error.message}`);
    return flatten(profile.value);
  });
  const properties = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return properties
    .map((property) => ({ property, values: columns.map((c) => c.get(property) ?? 'none') }))
    .filter(({ values }) => new Set(values).size > 1);
}
