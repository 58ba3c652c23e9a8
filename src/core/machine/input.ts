// What the machine is given before time zero. Everything is data and indices; names are for people.

import type { Addr, Span } from '../base/index.ts';
import type { MapDef, ProgType } from '../bpf/index.ts';
import type { JitProg } from '../jit/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { Protocol } from '../protocol/index.ts';
import type { OpRef } from './event.ts';

/** One program with its images, all addresses final; loading it is an op. */
export interface MachineProg {
  readonly name: string;
  readonly type: ProgType;
  readonly sleepable: boolean;
  /** Null for a program that the verifier refused: its load answers `loadErrno`. */
  readonly jit: JitProg | null;
  readonly loadErrno: number;
  /** Maps that the program refers to (it is tracked by the prog arrays among them), ascending. */
  readonly mapsUsed: readonly number[];
}

/** One statement of an actor. */
export interface MachineOp {
  readonly op: OpRef;
  /** Place in the lab text; null when the machine was driven without one. */
  readonly source: Span | null;
}

/**
 * A sequential thread. Actors without a CPU run first, one after another; those with one then run
 * at the same time. The machine adds one more: `machineActors(input)` lists all that
 * `Step.actor` can name.
 */
export interface MachineActor {
  readonly name: string;
  /** Number of its CPU; null for what happens before time zero. */
  readonly cpu: number | null;
  readonly ops: readonly MachineOp[];
}

/** Where things are in kernel memory, as far as running programs need to know. */
export interface MachineMemory {
  /** By map: struct bpf_map, and the first value of an array. */
  readonly maps: readonly { readonly addr: Addr; readonly valueAddr: Addr }[];
  /** By program: struct bpf_prog. */
  readonly progs: readonly Addr[];
  /** Kernel symbols that images refer to, and `__bpf_call_base`. */
  readonly symbols: ReadonlyMap<string, Addr>;
}

/** A lab as the machine takes it; indices in ops refer to `maps` and `progs`. */
export interface MachineInput {
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
  readonly progs: readonly MachineProg[];
  readonly actors: readonly MachineActor[];
  readonly mapPoke: Protocol;
  readonly textPoke: Protocol;
  /** Null when programs are loaded and updated but not run: `run` then halts the machine. */
  readonly memory: MachineMemory | null;
}

/** CPUs that a lab can have: actors are bits of a word, and three are not CPUs. */
export const MAX_CPUS = 28;

/** Name of the actor that the machine adds: the kernel's worker and RCU callbacks. */
const WORKER = 'kworker';

/** All actors that `Step.actor` can name: those of the input, then the kernel's worker. */
export function machineActors(input: Pick<MachineInput, 'actors'>): MachineActor[] {
  return [...input.actors, { name: WORKER, cpu: null, ops: [] }];
}
