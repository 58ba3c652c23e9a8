// Changing one slot of a prog array: what update, delete and emptying a closed map share.
// Authority: Linux 6.1 bpf_fd_array_map_update_elem, fd_array_map_delete_elem. The slot is
// exchanged first, under poke_mutex: indirect tail calls switch at once, direct ones site by site.

import { enterMapPoke, stepMapPoke } from './map-poke.ts';
import { type Frame, slotValue } from './state.ts';
import type { Turn } from './turn.ts';

/** Places within a slot change (frame word `change`; 0 = done or not begun). */
const IN = { lock: 1, exchange: 2, begin: 3, run: 4, unlock: 5 } as const;

/** True while map_poke is under way for a slot change. */
export function isInPokeRun(frame: Frame): boolean {
  return frame.get('change') === IN.run;
}

/** Readies the frame: `next` is the program to put in, as index + 1, or 0 to empty the slot. */
export function enterSlotChange(turn: Turn, mapIdx: number, slot: number, next: number): void {
  const { frame } = turn;
  frame.set('mapIdx', mapIdx);
  frame.set('slot', slot);
  frame.set('new', next);
  frame.set('fixup', 0);
  frame.set('change', turn.machine.takesPokeMutex ? IN.lock : IN.exchange);
}

/** One step; true when it was the last one. The frame's `old` then says what the slot held. */
export function stepSlotChange(turn: Turn): boolean {
  const { frame } = turn;
  const lock = { kind: 'poke_mutex', mapIdx: frame.get('mapIdx') } as const;
  switch (frame.get('change')) {
    case IN.lock:
      if (turn.lock(lock)) frame.set('change', IN.exchange);
      return false;
    case IN.exchange:
      exchange(turn);
      frame.set('change', IN.begin);
      return false;
    case IN.begin:
      emitSlot(turn, 'poke-run-begin');
      enterMapPoke(turn);
      frame.set('change', IN.run);
      return false;
    case IN.run:
      if (stepMapPoke(turn)) return false;
      emitSlot(turn, 'poke-run-end');
      frame.set('change', turn.machine.takesPokeMutex ? IN.unlock : 0);
      return !turn.machine.takesPokeMutex;
    default:
      turn.unlock(lock);
      frame.set('change', 0);
      return true;
  }
}

function exchange(turn: Turn): void {
  const { frame, state } = turn;
  const mapIdx = frame.get('mapIdx');
  const slot = frame.get('slot');
  frame.set('old', state.slot(mapIdx, slot));
  state.setSlot(mapIdx, slot, frame.get('new'));
  emitSlot(turn, 'slot-write');
}

function emitSlot(turn: Turn, kind: 'slot-write' | 'poke-run-begin' | 'poke-run-end'): void {
  const { frame, machine } = turn;
  const mapIdx = frame.get('mapIdx');
  turn.emit({
    kind,
    mapIdx,
    key: machine.keyAt(mapIdx, frame.get('slot')),
    old: slotValue(frame.get('old')),
    new: slotValue(frame.get('new')),
  });
}
