// The machine as seen after the first `cursor` steps: what the page draws. Derived from events alone.

import type { LockRef, OpRef, ProgState, SiteRef, SiteState, SlotValue } from './event.ts';

/** One poke site in memory. */
export interface SiteView {
  readonly site: SiteRef;
  /** The five bytes in memory now. */
  readonly bytes: Uint8Array;
  /** Set while text_poke is at work here: what was and what will be, and the phase reached. */
  readonly poke: {
    readonly old: Uint8Array;
    readonly new: Uint8Array;
    readonly phase: 'begun' | 'int3' | 'tail' | 'first' | 'whole';
    /** Syncs done since the last store. */
    readonly synced: boolean;
  } | null;
}

/** One poke descriptor: its state, and both of its sites. */
export interface DescView {
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly state: SiteState;
  readonly stable: boolean;
  readonly bypass: SiteView;
  readonly target: SiteView;
}

/** All that the page shows of one moment; `cursor` is the number of steps done. */
export interface MachineView {
  readonly cursor: number;
  readonly progs: readonly ProgState[];
  /** `slots[mapIdx][key]`; null entry = empty slot; maps that are no prog array have []. */
  readonly slots: readonly (readonly SlotValue[])[];
  /** By program, then by poke index. */
  readonly descs: readonly (readonly DescView[])[];
  readonly locks: readonly LockRef[];
  /** The op under way, with its actor. */
  readonly op: { readonly actor: number; readonly op: OpRef } | null;
  /** RCU wait under way. */
  readonly waiting: 'rcu' | 'tasks-trace' | null;
}
