// Places that people name, to which an actor can be sent.

import type { RunTarget } from '../../core/machine/index.ts';

export interface RunPlace {
  readonly label: string;
  readonly target: RunTarget;
}

const IN_PROGRAMS: readonly RunPlace[] = [
  { label: 'its bypass (P1)', target: { kind: 'site', which: 'bypass' } },
  { label: 'its target (P2)', target: { kind: 'site', which: 'target' } },
];
const AT_ONE_SITE: readonly RunPlace[] = [
  { label: 'its poke site', target: { kind: 'site', which: 'target' } },
];
const IN_CALLS: readonly RunPlace[] = [{ label: 'its wait', target: { kind: 'wait' } }];
const ANYWHERE: readonly RunPlace[] = [
  { label: 'one visible step', target: { kind: 'step' } },
  { label: 'the end of this call', target: { kind: 'op-end' } },
  { label: 'its end', target: { kind: 'end' } },
];

/** Where an actor can be sent, by the kinds of what it has to do. `hasBypass`: tail calls have two sites. */
export function placesOf(kinds: readonly string[], hasBypass: boolean): readonly RunPlace[] {
  return [
    ...(kinds.includes('run') ? (hasBypass ? IN_PROGRAMS : AT_ONE_SITE) : []),
    ...(kinds.some((kind) => kind !== 'run') ? IN_CALLS : []),
    ...ANYWHERE,
  ];
}
