// What each event does to the lists of held locks and of grace periods under way.
// Authority: core/machine/event.ts.

import { unreachable } from '../base/index.ts';
import type { LockRef, MachineEvent } from './event.ts';
import type { GracePeriodView, LockView } from './view.ts';

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

export function foldLock(
  locks: readonly LockView[],
  event: EventOf<'lock' | 'lock-wait' | 'unlock'>,
  actor: number,
): readonly LockView[] {
  const rest = locks.filter((view) => !sameLock(view.lock, event.lock));
  const held = locks.find((view) => sameLock(view.lock, event.lock));
  const waiters = held?.waiters ?? [];
  switch (event.kind) {
    case 'lock':
      return [
        ...rest,
        { lock: event.lock, holder: actor, waiters: waiters.filter((other) => other !== actor) },
      ];
    case 'lock-wait':
      return held ? [...rest, { ...held, waiters: [...waiters, actor] }] : locks;
    case 'unlock':
      // Who sleeps on it still does, until it is their turn.
      return waiters.length > 0 ? [...rest, { lock: event.lock, holder: null, waiters }] : rest;
    default:
      return unreachable(event);
  }
}

function sameLock(a: LockRef, b: LockRef): boolean {
  switch (a.kind) {
    case 'text_mutex':
      return b.kind === a.kind;
    case 'poke_mutex':
      return b.kind === a.kind && b.mapIdx === a.mapIdx;
    default:
      return unreachable(a);
  }
}

export function foldGracePeriod(
  periods: readonly GracePeriodView[],
  event: EventOf<'rcu-begin' | 'rcu-end'>,
  actor: number,
): readonly GracePeriodView[] {
  if (event.kind === 'rcu-end') {
    return periods.filter(({ ordinal }) => ordinal !== event.ordinal);
  }
  const { ordinal, flavour, purpose, progIdx, readers } = event;
  return [...periods, { ordinal, flavour, purpose, actor, progIdx, readers }];
}

/** The actor has left its section; after a preemption tasks-trace grace periods still wait for it. */
export function withoutReader(
  periods: readonly GracePeriodView[],
  actor: number,
  keepsTrace: boolean,
): readonly GracePeriodView[] {
  if (!periods.some(({ readers }) => readers.includes(actor))) return periods;
  return periods.map((period) =>
    keepsTrace && period.flavour === 'tasks-trace'
      ? period
      : { ...period, readers: period.readers.filter((other) => other !== actor) },
  );
}
