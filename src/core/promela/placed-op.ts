// Ops of actors as the writers of their places know them.

import type { MachineOp } from '../machine/index.ts';

export type Op = MachineOp['op'];
export type LoadOp = Extract<Op, { kind: 'load' | 'unload' }>;

export interface PlacedOp<O extends Op = Op> {
  readonly actor: number;
  readonly opIdx: number;
  readonly op: O;
}

export const EBADF = 9;
export const EINVAL = 22;
export const EXCHANGE = ['old_prog = slot[k]; slot[k] = new_prog;', 'to = TO_begin_pokes;'];

/** True while the actor makes the op. */
export function is({ actor, opIdx }: PlacedOp): string {
  return `me == ${actor} && op[me] == ${opIdx}`;
}

/** The place where the op is about to answer. */
export function endLabel({ actor, opIdx }: PlacedOp): string {
  return `end_${actor}_${opIdx}`;
}

export function trackLabel({ actor, opIdx }: PlacedOp): string {
  return `track_${actor}_${opIdx}`;
}
