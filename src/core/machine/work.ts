// What the kernel's worker and RCU callbacks do after a system call has ended.
// Authority: Linux 6.1 __bpf_prog_put_noref, bpf_prog_free_deferred, bpf_free_used_maps,
// prog_array_map_clear_deferred.
// Simplification: one worker does all of it, one item after another.
// Simplification: keys that no op and no descriptor names are not visited when a map is emptied;
// their poke runs would find nothing.

import { at } from '../base/index.ts';
import { siteKinds } from '../jit/index.ts';
import { enterDeferred } from './deferred.ts';
import type { WorkRef } from './event.ts';
import { packFive } from './five-bytes.ts';
import { stepMapPoke } from './map-poke.ts';
import { INT3 } from './memory.ts';
import { enterSlotChange, stepSlotChange } from './slot-change.ts';
import type { State, WorkItem } from './state.ts';
import type { Turn } from './turn.ts';

/** Memory of no image is filled with int3. */
const FREED = packFive([INT3, INT3, INT3, INT3, INT3]);

/** Places within an item (frame word `phase`; 0 = not begun). */
const IN = { work: 1 } as const;

/** Position of the first item that can be worked on, or -1: memory is freed after its grace period. */
export function readyWork(state: State): number {
  for (let pos = 0; pos < state.workCount; pos++) {
    if (state.work(pos).readers === 0) return pos;
  }
  return -1;
}

export function stepWork(turn: Turn): void {
  const { frame, state } = turn;
  if (frame.get('phase') === 0) frame.set('op', readyWork(state));
  const pos = frame.get('op');
  const item = state.work(pos);
  const isDone = stepItem(turn, pos, item);
  if (!isDone || state.halted) return;
  turn.emit({ kind: 'work-end', work: workRef(item) });
  state.dropWork(pos);
  turn.forgetWork();
  frame.set('op', 0);
}

function stepItem(turn: Turn, pos: number, item: WorkItem): boolean {
  switch (item.kind) {
    case 'free':
      return stepFree(turn, item);
    case 'clear':
      return stepClear(turn, item.idx);
    default:
      return stepDeferred(turn, pos, item);
  }
}

function workRef({ kind, idx }: WorkItem): WorkRef {
  return kind === 'free' ? { kind, progIdx: idx } : { kind, mapIdx: idx };
}

/** Statements that map_poke has deferred, one a step. */
function stepDeferred(turn: Turn, pos: number, { idx, flavour, gracePeriod }: WorkItem): boolean {
  const { frame } = turn;
  if (frame.get('phase') !== 0) return !stepMapPoke(turn);
  turn.emit({ kind: 'work-begin', work: { kind: 'deferred', mapIdx: idx } });
  turn.emit({ kind: 'rcu-end', flavour, purpose: 'callback', ordinal: gracePeriod, progIdx: null });
  enterDeferred(turn, pos, idx);
  frame.set('phase', IN.work);
  return false;
}

/** Untrack, free: until then a poke run may still meet the program; harmless. */
function stepFree(turn: Turn, item: WorkItem): boolean {
  const { frame, machine, state } = turn;
  const progIdx = item.idx;
  if (frame.get('phase') === 0) {
    turn.emit({ kind: 'work-begin', work: { kind: 'free', progIdx } });
    turn.emit({
      kind: 'rcu-end',
      flavour: item.flavour,
      purpose: 'callback',
      ordinal: item.gracePeriod,
      progIdx,
    });
    frame.set('phase', IN.work);
    frame.set('round', 0);
    return false;
  }
  if (untrack(turn, progIdx)) return false;
  state.setProgWord(progIdx, 'image', 0);
  machine.pokeTab(progIdx).forEach((desc, pokeIdx) => {
    state.setStable(progIdx, pokeIdx, false);
    for (const which of siteKinds(desc)) {
      const site = { progIdx, pokeIdx, which };
      state.setSite(site, FREED);
      machine.flux(state.words).forget(machine.siteId(site));
    }
  });
  turn.setProg(progIdx, 'freed');
  return true;
}

function untrack(turn: Turn, progIdx: number): boolean {
  const { frame, machine, state } = turn;
  const round = frame.get('round');
  const mapIdx = machine.trackingMaps(progIdx)[round];
  if (mapIdx === undefined) return false;
  if (!turn.lock({ kind: 'poke_mutex', mapIdx })) return true;
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
    frame.set('phase', IN.work);
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
