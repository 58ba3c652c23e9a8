// What the kernel's worker and RCU callbacks do after a system call has ended.
// Authority: Linux 6.1 __bpf_prog_put_noref, bpf_prog_free_deferred, bpf_free_used_maps,
// prog_array_map_clear_deferred.
// Simplification: keys that no op and no descriptor names are not visited when a map is emptied;
// their poke runs would find nothing.

import { at } from '../base/index.ts';
import type { WorkRef } from './event.ts';
import { enterSlotChange, stepSlotChange } from './slot-change.ts';
import type { Turn } from './turn.ts';

/** Places within freeing a program (frame word `phase`; 0 = not begun). */
const IN = { waiting: 1, untrack: 2 } as const;

export function stepWork(turn: Turn): void {
  const item = turn.state.firstWork();
  if (!item) return;
  const isDone = item.kind === 'free' ? stepFree(turn, item.idx) : stepClear(turn, item.idx);
  if (!isDone || turn.state.halted) return;
  turn.emit({ kind: 'work-end', work: workRef(item) });
  turn.state.dropWork();
  turn.frame.set('phase', 0);
}

function workRef(item: { kind: 'free' | 'clear'; idx: number }): WorkRef {
  return item.kind === 'free'
    ? { kind: 'free', progIdx: item.idx }
    : { kind: 'clear', mapIdx: item.idx };
}

/** Grace period, untrack, free: until then a poke run may still meet the program; harmless. */
function stepFree(turn: Turn, progIdx: number): boolean {
  const { frame, machine, state } = turn;
  const flavour = at(machine.input.progs, progIdx).sleepable ? 'tasks-trace' : 'rcu';
  switch (frame.get('phase')) {
    case 0:
      turn.emit({ kind: 'work-begin', work: { kind: 'free', progIdx } });
      turn.emit({ kind: 'rcu-begin', flavour, purpose: 'callback' });
      frame.set('phase', IN.waiting);
      frame.set('round', 0);
      return false;
    case IN.waiting:
      turn.emit({ kind: 'rcu-end', flavour, purpose: 'callback' });
      frame.set('phase', IN.untrack);
      return false;
    default:
      if (untrack(turn, progIdx)) return false;
      state.setProgWord(progIdx, 'image', 0);
      machine.pokeTab(progIdx).forEach((_, pokeIdx) => {
        state.setStable(progIdx, pokeIdx, false);
      });
      turn.setProg(progIdx, 'freed');
      return true;
  }
}

function untrack(turn: Turn, progIdx: number): boolean {
  const { frame, machine, state } = turn;
  const round = frame.get('round');
  const mapIdx = machine.trackingMaps(progIdx)[round];
  if (mapIdx === undefined) return false;
  turn.lock({ kind: 'poke_mutex', mapIdx });
  state.untrack(mapIdx, progIdx);
  turn.emit({ kind: 'untrack', progIdx, mapIdx });
  turn.unlock({ kind: 'poke_mutex', mapIdx });
  frame.set('round', round + 1);
  return true;
}

/** Deletes slot after slot; what the slots held loses a reference each. */
function stepClear(turn: Turn, mapIdx: number): boolean {
  const { frame, machine } = turn;
  if (frame.get('phase') === 0) {
    turn.emit({ kind: 'work-begin', work: { kind: 'clear', mapIdx } });
    frame.set('phase', 1);
    frame.set('round', 0);
    return false;
  }
  const round = frame.get('round');
  if (frame.get('change') === 0) {
    if (round >= at(machine.layout.maps, mapIdx).keys.length) return true;
    enterSlotChange(turn, mapIdx, round, 0);
  }
  if (!stepSlotChange(turn)) return false;
  const old = frame.get('old');
  if (old !== 0) turn.putProg(old - 1);
  frame.set('round', round + 1);
  return false;
}
