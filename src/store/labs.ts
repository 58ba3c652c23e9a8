// The built-in labs in the groups of the chooser.

import { type BuiltinLab, LABS } from '../labs/index.ts';

export { type BuiltinLab, LABS, type LabChapter } from '../labs/index.ts';

export interface LabGroup {
  readonly title: string;
  readonly labs: readonly BuiltinLab[];
}

const GROUPS: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  { title: 'One slot, its pokes', ids: ['slot-life', 'several-sites', 'no-change', 'load-fixup'] },
  {
    title: 'A CPU meets an update',
    ids: ['install-in-check', 'replace-between', 'delete-waits', 'int3-hit', 'stale-fetch'],
  },
  { title: 'What the order is for', ids: ['cover-letter-race', 'race-by-hand', 'sleepable'] },
  {
    title: 'Candidates of the thread',
    ids: [
      't1-pop-nop-push',
      't2-stale-jump',
      'target-first',
      't5-reinstall',
      't5-replace',
      't6-ignore-flag',
      't8-nop-to-nop',
      'batched-wait',
    ],
  },
  { title: 'What the three phases are for', ids: ['memcpy5', 'no-sync'] },
  {
    title: 'More than one update',
    ids: ['two-updaters', 'two-tables', 'load-update', 'unload-reader', 'mixed-versions'],
  },
  { title: 'The counter', ids: ['self-loop', 'counter-limit', 'hierarchy'] },
  {
    title: 'What becomes of a tail call',
    ids: ['direct-indirect', 'subprog', 'hardened', 'unprivileged', 'without-jit', 'history'],
  },
  { title: 'What becomes of a jump', ids: ['shrinking-jumps'] },
  { title: 'Tables and chains', ids: ['parser-chain', 'owner', 'last-reference'] },
];

/** `labs` by group, each group in its own order; what no group names comes last. */
export function groupLabs(labs: readonly BuiltinLab[]): readonly LabGroup[] {
  const named = new Set(GROUPS.flatMap((group) => group.ids));
  const rest = labs.filter((lab) => !named.has(lab.id));
  const groups = GROUPS.map(({ title, ids }) => ({
    title,
    labs: ids.flatMap((id) => labs.find((lab) => lab.id === id) ?? []),
  }));
  return [...groups, { title: 'More', labs: rest }].filter((group) => group.labs.length > 0);
}

export const LAB_GROUPS = groupLabs(LABS);
