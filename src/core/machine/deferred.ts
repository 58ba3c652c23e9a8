// Statements that map_poke leaves to the worker: what they keep until their grace period is over.
// Authority: call_rcu (Linux 6.1 kernel/rcu/tree.c). A callback may not sleep, and a text_poke does: so the worker
// runs the statements, as the kernel does for what its callbacks cannot.

import type { GracePeriodFlavour } from '../protocol/index.ts';
import { DEFERRED, FRAME } from './layout.ts';
import { actorsIn, readersOf } from './readers.ts';
import type { Turn } from './turn.ts';

/** Frame words that the statements run with, and where an item keeps each. */
const KEPT = [
  ['slot', DEFERRED.slot],
  ['old', DEFERRED.old],
  ['new', DEFERRED.new],
  ['progIdx', DEFERRED.progIdx],
  ['pokeIdx', DEFERRED.pokeIdx],
] as const;

/** Value of the frame word `fixup` while the worker runs deferred statements. */
const IN_DEFERRED = 2;

/** Queues the statements from `pc` on, with the frame of now; a grace period of `flavour` begins. */
export function defer(turn: Turn, pc: number, flavour: GracePeriodFlavour): void {
  const { frame, machine, state } = turn;
  const pos = state.workCount;
  if (pos >= machine.layout.workCapacity) {
    turn.halt('that many deferred statements at once');
    return;
  }
  const readers = readersOf(machine, state, flavour);
  const gracePeriod = state.nextGracePeriod();
  state.queueWork({ kind: 'deferred', idx: frame.get('mapIdx'), gracePeriod, readers, flavour });
  const base = state.workWord(pos);
  for (const [field, word] of KEPT) state.words[base + word] = frame.get(field);
  state.words[base + DEFERRED.mapPc] = pc;
  machine.input.mapPoke.locals.forEach((_, localIdx) => {
    state.words[base + DEFERRED.locals + localIdx] = frame.local(FRAME.locals, localIdx);
  });
  turn.emit({
    kind: 'rcu-begin',
    flavour,
    purpose: 'callback',
    ordinal: gracePeriod,
    readers: actorsIn(readers),
    progIdx: null,
  });
}

/** Readies the worker's frame for an item. */
export function enterDeferred(turn: Turn, pos: number, mapIdx: number): void {
  const { frame, machine, state } = turn;
  const base = state.workWord(pos);
  const word = (off: number): number => state.words[base + off] ?? 0;
  frame.set('mapIdx', mapIdx);
  for (const [field, off] of KEPT) frame.set(field, word(off));
  frame.set('mapPc', word(DEFERRED.mapPc));
  machine.input.mapPoke.locals.forEach((_, localIdx) => {
    frame.setLocal(FRAME.locals, localIdx, word(DEFERRED.locals + localIdx));
  });
  frame.set('fixup', IN_DEFERRED);
}

/** True while the worker runs deferred statements in this frame. */
export function isInDeferred(frame: Turn['frame']): boolean {
  return frame.get('fixup') === IN_DEFERRED;
}
