// Real runs of small labs, driven by hand to the moments that the lanes are to show.

import type { MachineEvent, RunTarget } from '../../src/core/machine/index.ts';
import { HASTY, type Steered, steered } from '../unit/machine/steered-lab.ts';

const PROGRAMS = `
.kernel 6.1
.map  jmp_table prog_array max_entries=2
.prog entry tc
        r6 = r1
        r7 = 5
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r0 = r7
        exit
.prog target_a tc
        r0 = 10
        exit
.prog target_b tc
        r0 = 20
        exit
.init
        jmp_table[0] = target_a
`;

const RUN_AND_DELETE = `${PROGRAMS}
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
`;

/** Without the wait for readers between the two pokes. */
export const RACY = RUN_AND_DELETE + HASTY;

export const SHIPPED = RUN_AND_DELETE;

export const TWO_UPDATERS = `${PROGRAMS}
.cpu 0
        jmp_table[0] = target_b
.cpu 1
        delete jmp_table[0]
`;

export const [CPU_0, CPU_1] = [2, 3];

type Leg = readonly [actor: number, target: RunTarget];

/** Where CPU 0 has unwound, CPU 1 updates, then CPU 0 goes on. */
export const BETWEEN_SITES: readonly Leg[] = [
  [CPU_0, { kind: 'site', which: 'target' }],
  [CPU_1, { kind: 'end' }],
  [CPU_0, { kind: 'end' }],
  [CPU_1, { kind: 'end' }],
];

/** CPU 0 fetches the int3 at its bypass, and its handler is at work when CPU 1 goes on. */
export const INT3_HIT: readonly Leg[] = [
  [CPU_0, { kind: 'site', which: 'bypass' }],
  [CPU_1, { kind: 'event', event: 'store' }],
  [CPU_0, { kind: 'event', event: 'int3-claim' }],
  [CPU_1, { kind: 'wait' }],
  [CPU_0, { kind: 'end' }],
  [CPU_1, { kind: 'end' }],
];

/** The lab driven from time zero; with no legs it runs by itself. */
export function drive(text: string, legs: readonly Leg[] = []): Steered {
  return steered(text, legs);
}

/** Index of the `nth` step with an event of a kind, among those of `actor`. */
export function stepWith(
  { session }: Steered,
  kind: MachineEvent['kind'],
  actor: number,
  nth = 0,
): number {
  const found = [...session.steps.entries()].filter(
    ([, step]) => step.actor === actor && step.events.some((event) => event.kind === kind),
  );
  return found.at(nth)?.[0] ?? -1;
}
