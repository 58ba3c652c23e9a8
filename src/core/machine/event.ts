// What happened: every view, narration, export and trace is derived from these alone.
// Authority: Linux 6.1, the functions that the kinds are named after; Intel SDM vol. 3A, 9.1.3
// (cross-modifying code) for what a CPU may fetch.

import type { Addr, Span } from '../base/index.ts';
import type { SiteKind } from '../jit/index.ts';
import type { Action } from './action.ts';

/** Which statement of which protocol ran. `span` is in the protocol's own text. */
export interface ProtocolPlace {
  readonly role: 'map_poke' | 'text_poke';
  readonly name: string;
  readonly line: number;
  readonly span: Span;
}

/** A poke site of one descriptor, which has two, or a target only. */
export interface SiteRef {
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly which: SiteKind;
}

/** Reference to a program in a slot: its index, or null for an empty slot. */
export type SlotValue = number | null;

/**
 * State of a descriptor: C empty (jmp, nop), D armed (jmp, tail), B live (nop, tail), A forbidden
 * (nop, nop), 'moving' while bytes of either site are in flight. With one site it has no letter: empty
 * (nop), live (tail) or 'moving'. 'nops' is A to one who is not to be told that it is forbidden; no event has it.
 */
export type SiteState = 'empty' | 'armed' | 'live' | 'forbidden' | 'moving' | 'nops';

/** Kind of RCU section that a run is, and of grace period that waits for it. */
export type RcuFlavour = 'rcu' | 'tasks-trace';

/** A place in a program's image: byte `byteOff` of function `funcIdx` (0 = main). */
export interface CodePlace {
  readonly progIdx: number;
  readonly funcIdx: number;
  readonly byteOff: number;
}

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
  /** A protocol reads what memory holds at a site, or in a slot. */
  | { readonly kind: 'site-read'; readonly site: SiteRef; readonly bytes: Uint8Array }
  | { readonly kind: 'publish' | 'retire'; readonly site: SiteRef }
  | {
      readonly kind: 'store';
      readonly site: SiteRef;
      /** First byte stored, 0..4, and its address; `before` and `after` are the bytes stored only. */
      readonly off: number;
      readonly addr: Addr;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      /** Which of the three writes of text_poke_bp this is, when it is one; `copy`: into an image not yet live. */
      readonly phase: 'int3' | 'tail' | 'first' | 'whole' | 'copy';
    }
  /** IPIs go out to the actors in `waits`; with none left to wait for, the sync is over at once. */
  | {
      readonly kind: 'sync';
      readonly site: SiteRef | null;
      readonly ordinal: number;
      readonly waits: readonly number[];
    }
  /** `wait`: synchronize_rcu() blocks its caller; `callback`: call_rcu() before memory is freed. */
  | {
      readonly kind: 'rcu-begin';
      readonly flavour: RcuFlavour;
      readonly purpose: 'wait' | 'callback';
      /** Number of the grace period, from 1. */
      readonly ordinal: number;
      /** Actors inside a section that began before: each must leave first. */
      readonly readers: readonly number[];
      /** Program that a callback will free; null: it runs statements that map_poke has deferred. */
      readonly progIdx: SlotValue;
    }
  | {
      readonly kind: 'rcu-end';
      readonly flavour: RcuFlavour;
      readonly purpose: 'wait' | 'callback';
      readonly ordinal: number;
      readonly progIdx: SlotValue;
    }
  /** The lock is held by another: the actor sleeps until it is free. */
  | { readonly kind: 'lock-wait'; readonly lock: LockRef }
  | { readonly kind: 'track' | 'untrack'; readonly progIdx: number; readonly mapIdx: number }
  /** The image is in place with empty sites; `stable` follows per descriptor after its fixup. */
  | { readonly kind: 'image'; readonly progIdx: number }
  | { readonly kind: 'stable'; readonly progIdx: number; readonly pokeIdx: number }
  | { readonly kind: 'prog'; readonly progIdx: number; readonly state: ProgState }
  /** A CPU enters a program: an RCU section of `flavour` begins. */
  | {
      readonly kind: 'run-begin';
      readonly progIdx: number;
      /** Number of this run of the program, from 1. */
      readonly ordinal: number;
      readonly flavour: RcuFlavour;
    }
  /** The program has returned to the kernel: its RCU section ends. */
  | {
      readonly kind: 'run-end';
      readonly progIdx: number;
      readonly ordinal: number;
      /** eax, unsigned. */
      readonly retval: number;
      readonly tailCalls: number;
    }
  /** Instructions that no other actor can see or disturb; `to` is null outside all images. */
  | {
      readonly kind: 'block';
      readonly from: CodePlace | null;
      readonly to: CodePlace | null;
      /** x86 instructions executed, the visible one at its start included. */
      readonly insns: number;
      /** What the CPU stands before. */
      readonly next: CpuPending;
    }
  /** A CPU decodes the five bytes at a poke site. */
  | {
      readonly kind: 'fetch';
      readonly site: SiteRef;
      readonly bytes: Uint8Array;
      /** Stores that this CPU has not seen: 0 = what memory holds. */
      readonly age: number;
      /** How many different byte values it might have fetched. */
      readonly choices: number;
      readonly effect: FetchEffect;
    }
  /** The breakpoint trap: interrupts go off, the handler begins. */
  | { readonly kind: 'int3'; readonly site: SiteRef }
  /** poke_int3_handler finds the published site and holds its descriptor. */
  | { readonly kind: 'int3-claim'; readonly site: SiteRef }
  /** It acts as the new instruction would, lets go, and returns from the trap. */
  | { readonly kind: 'int3-emulate'; readonly site: SiteRef; readonly bytes: Uint8Array }
  /** The CPU takes the IPI of sync `ordinal` and serialises. */
  | { readonly kind: 'ipi'; readonly ordinal: number; readonly from: number }
  /** An indirect tail call, or a protocol, loads a slot of a prog array. */
  | {
      readonly kind: 'slot-read';
      readonly mapIdx: number;
      readonly key: number;
      readonly value: SlotValue;
    }
  /** Access to a map value that other CPUs share; `key` -1: none of an array's. */
  | {
      readonly kind: 'value-access';
      readonly mapIdx: number;
      readonly key: number;
      readonly access: 'load' | 'store';
    }
  | {
      readonly kind: 'helper';
      readonly name: string;
      readonly helperId: number;
      /** r0 afterwards, as an unsigned 64-bit number. */
      readonly result: bigint;
      /** False: this helper is not modelled, and `result` is a documented stand-in. */
      readonly modelled: boolean;
    }
  /** A tail call is taken; `ordinal` counts those of this run, from 1. */
  | {
      readonly kind: 'tail-call';
      readonly from: CodePlace;
      readonly progIdx: number;
      readonly form: 'direct' | 'indirect';
      readonly ordinal: number;
    }
  /** The task leaves its CPU inside a program; it stays inside its section of `flavour`. */
  | { readonly kind: 'preempt'; readonly flavour: RcuFlavour }
  /** It comes back. */
  | { readonly kind: 'resume' }
  | ({ readonly kind: 'verdict' } & Verdict)
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

/** What five fetched bytes do: nop, jmp, int3, or bytes of two instructions. */
export type FetchEffect = 'falls-through' | 'jumps' | 'traps' | 'torn';

/**
 * What a CPU stands before: `site`, a fetch at a poke site; `slot`, the load of a slot; `value`, access to
 * a shared map value; `helper`, one that touches shared state; `return`, leaving the program;
 * `local`, nothing that others see (the block was long); `handler`, within the int3 handler.
 */
export type CpuPending =
  | 'none'
  | 'site'
  | 'slot'
  | 'value'
  | 'helper'
  | 'return'
  | 'local'
  | 'handler';

/** What went wrong on a CPU. */
export type VerdictKind =
  /** State A: unwound at the bypass, then fell through at the target. */
  | 'fell-through'
  /** A tail call was not taken, and rsp or R6 to R9 are not what they were before it. */
  | 'lost-registers'
  /** Executed text of an image that has been freed. */
  | 'freed-text'
  /** Decoded bytes of which some are old and some are new. */
  | 'torn-insn'
  /** An int3 that nobody had published. */
  | 'unclaimed-int3'
  | 'bad-memory'
  | 'undefined-opcode'
  | 'divide-error'
  /** #CP: with IBT, an indirect jump landed elsewhere than on endbr64. */
  | 'missing-endbr'
  /** Returned with other callee-saved registers or another rsp than it was called with. */
  | 'broken-registers'
  /** More than 33 tail calls in one run. */
  | 'too-many-tail-calls'
  /** Needed something that is not modelled. */
  | 'not-modelled';

export interface Verdict {
  readonly verdict: VerdictKind;
  /** The CPU does not go on. */
  readonly stops: boolean;
  readonly place: CodePlace | null;
  /** Address that a fault is about. */
  readonly addr: Addr | null;
  /** More about it in words: why memory refused an access; null when there is nothing to add. */
  readonly detail: string | null;
  /** Registers that differ, for `broken-registers` and `lost-registers`. */
  readonly registers: readonly string[];
}

/**
 * Life of a program. `held`: its file descriptor is closed but a slot still refers to it;
 * `unloaded`: nobody refers to it, its memory waits for a grace period.
 */
export type ProgState = 'absent' | 'loading' | 'loaded' | 'held' | 'unloaded' | 'freed';

/** Deferred work: freeing a program, emptying a prog array whose last user has gone, statements of map_poke. */
export type WorkRef =
  | { readonly kind: 'free'; readonly progIdx: number }
  | { readonly kind: 'clear' | 'deferred'; readonly mapIdx: number };

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
  /** The choice that was made. */
  readonly action: Action;
  /** Place of the op in the lab text, when it has one. */
  readonly source: Span | null;
  readonly protocol: ProtocolPlace | null;
  readonly events: readonly MachineEvent[];
}
