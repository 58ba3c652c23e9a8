// What happened: every view, narration, export and trace is derived from these alone.
// Authority: Linux 6.1, the functions that the kinds are named after. Not modelled: what a run does.

import type { Addr, Span } from '../base/index.ts';

/** Which statement of which protocol ran. `span` is in the protocol's own text. */
export interface ProtocolPlace {
  readonly role: 'map_poke' | 'text_poke';
  readonly name: string;
  readonly line: number;
  readonly span: Span;
}

/** A poke site: one of the two places of one descriptor. */
export interface SiteRef {
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly which: 'bypass' | 'target';
}

/** Reference to a program in a slot: its index, or null for an empty slot. */
export type SlotValue = number | null;

/**
 * State of a descriptor: C empty (jmp, nop), D armed (jmp, tail), B live (nop, tail), A forbidden
 * (nop, nop), 'moving' while bytes of either site are in flight.
 */
export type SiteState = 'empty' | 'armed' | 'live' | 'forbidden' | 'moving';

export type MachineEvent =
  | { readonly kind: 'op-begin'; readonly op: OpRef }
  | { readonly kind: 'op-end'; readonly op: OpRef; readonly errno: number }
  | { readonly kind: 'lock'; readonly lock: LockRef }
  | { readonly kind: 'unlock'; readonly lock: LockRef }
  | {
      readonly kind: 'slot-write';
      readonly mapIdx: number;
      readonly key: number;
      readonly old: SlotValue;
      readonly new: SlotValue;
    }
  | {
      readonly kind: 'poke-run-begin' | 'poke-run-end';
      readonly mapIdx: number;
      readonly key: number;
      readonly old: SlotValue;
      readonly new: SlotValue;
    }
  /** The poke run (or the load fixup) turns to one descriptor. */
  | {
      readonly kind: 'desc-begin' | 'desc-end';
      readonly progIdx: number;
      readonly pokeIdx: number;
      readonly fixup: boolean;
    }
  /** `text_poke` is called: five bytes expected, five wanted, five found. */
  | {
      readonly kind: 'poke-begin';
      readonly site: SiteRef;
      readonly addr: Addr;
      readonly expected: Uint8Array;
      readonly wanted: Uint8Array;
      readonly found: Uint8Array;
      /** Programs that the expected and the wanted jmp lead to; null for a nop or the bypass. */
      readonly callees?: { readonly expected: SlotValue; readonly wanted: SlotValue };
    }
  /** 0 changed, 1 nothing to change, negative errno. */
  | { readonly kind: 'poke-end'; readonly site: SiteRef; readonly ret: number }
  | { readonly kind: 'publish' | 'retire'; readonly site: SiteRef }
  | {
      readonly kind: 'store';
      readonly site: SiteRef;
      /** First byte stored, 0..4, and its address; `before` and `after` are the bytes stored only. */
      readonly off: number;
      readonly addr: Addr;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      /** Which of the three writes of text_poke_bp this is, when it is one of them. */
      readonly phase: 'int3' | 'tail' | 'first' | 'whole';
    }
  | { readonly kind: 'sync'; readonly site: SiteRef | null; readonly ordinal: number }
  /** `wait`: synchronize_rcu() blocks its caller; `callback`: call_rcu() before memory is freed. */
  | {
      readonly kind: 'rcu-begin' | 'rcu-end';
      readonly flavour: 'rcu' | 'tasks-trace';
      readonly purpose: 'wait' | 'callback';
    }
  | { readonly kind: 'track' | 'untrack'; readonly progIdx: number; readonly mapIdx: number }
  /** The image is in place with empty sites; `stable` follows per descriptor after its fixup. */
  | { readonly kind: 'image'; readonly progIdx: number }
  | { readonly kind: 'stable'; readonly progIdx: number; readonly pokeIdx: number }
  | { readonly kind: 'prog'; readonly progIdx: number; readonly state: ProgState }
  | { readonly kind: 'run'; readonly progIdx: number; readonly ordinal: number }
  /** Owner check of a prog array; `set`: the program became the owner. */
  | {
      readonly kind: 'owner';
      readonly mapIdx: number;
      readonly progIdx: number;
      readonly set: boolean;
      readonly ok: boolean;
    }
  /** The kernel's worker turns to something that a system call left behind. */
  | { readonly kind: 'work-begin' | 'work-end'; readonly work: WorkRef }
  | { readonly kind: 'bug'; readonly message: string }
  /** The run cannot go on because it would need something that is not modelled. */
  | { readonly kind: 'halt'; readonly message: string };

/**
 * Life of a program. `held`: its file descriptor is closed but a slot still refers to it;
 * `unloaded`: nobody refers to it, its memory waits for a grace period.
 */
export type ProgState = 'absent' | 'loading' | 'loaded' | 'held' | 'unloaded' | 'freed';

/** Deferred work: freeing a program, or emptying a prog array whose last user has gone. */
export type WorkRef =
  | { readonly kind: 'free'; readonly progIdx: number }
  | { readonly kind: 'clear'; readonly mapIdx: number };

export type LockRef =
  | { readonly kind: 'poke_mutex'; readonly mapIdx: number }
  | { readonly kind: 'text_mutex' };

/** One statement of `.init` or `.cpu`, with indices in place of names. */
export type OpRef =
  | { readonly kind: 'load' | 'unload'; readonly progIdx: number }
  | {
      readonly kind: 'update';
      readonly mapIdx: number;
      readonly key: number;
      readonly progIdx: number;
    }
  | { readonly kind: 'delete'; readonly mapIdx: number; readonly key: number }
  | { readonly kind: 'close'; readonly mapIdx: number }
  | {
      readonly kind: 'run';
      readonly progIdx: number;
      readonly times: number;
      readonly len: number | null;
    };

/** One step of the schedule: who moved, what it says, and what happened. */
export interface Step {
  /** Index in the list of actors. */
  readonly actor: number;
  /** Place of the op in the lab text, when it has one. */
  readonly source: Span | null;
  readonly protocol: ProtocolPlace | null;
  readonly events: readonly MachineEvent[];
}
