// Moments of a run and the CPUs in them, kept for those that are asked for again and again.

import type { CpuState, Session } from '../core/machine/index.ts';
import type { Page } from './model.ts';

/** A moment of a run: `inside` instructions into the step behind `cursor`. */
export interface Moment {
  readonly cursor: number;
  readonly inside: number;
}

/**
 * CPUs of the latest moments of each session. Far more than a page shows at once (64 CPUs, now and before): a CPU
 * that is asked for twice must be the same object, or React draws for ever.
 */
const MAX_KEPT = 512;
const kept = new WeakMap<Session, Map<string, CpuState | null>>();

/** An actor's CPU at a moment; null for an actor that never runs a program. */
export function cpuOf(
  session: Session,
  { cursor, inside }: Moment,
  actor: number,
): CpuState | null {
  const cpus = kept.get(session) ?? new Map<string, CpuState | null>();
  kept.set(session, cpus);
  const key = `${cursor} ${inside} ${actor}`;
  const known = cpus.get(key);
  if (known !== undefined) return known;
  const state = session.cpuAt(cursor, actor, inside);
  const oldest = cpus.size >= MAX_KEPT ? cpus.keys().next().value : undefined;
  if (oldest !== undefined) cpus.delete(oldest);
  cpus.set(key, state);
  return state;
}

/** Where the page stands, within the run whatever it says. */
export function momentOf({ cursor, inside }: Page, session: Session): Moment {
  return cursor > session.length ? { cursor: session.length, inside: 0 } : { cursor, inside };
}

/** One instruction earlier inside of a block, one step earlier between steps; null at the beginning. */
export function momentBefore({ cursor, inside }: Moment): Moment | null {
  if (inside > 0) return { cursor, inside: inside - 1 };
  return cursor > 0 ? { cursor: cursor - 1, inside: 0 } : null;
}
