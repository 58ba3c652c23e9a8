// The machine as seen after the first `cursor` steps: what the page draws. Derived from events alone.

import type {
  CodePlace,
  CpuPending,
  LockRef,
  OpRef,
  ProgState,
  RcuFlavour,
  SiteRef,
  SiteState,
  SlotValue,
  Verdict,
} from './event.ts';

/** One poke site in memory. */
export interface SiteView {
  readonly site: SiteRef;
  /** The five bytes in memory now. */
  readonly bytes: Uint8Array;
  /** Set while text_poke is at work here: what was and what will be, and the phase reached. */
  readonly poke: {
    readonly old: Uint8Array;
    readonly new: Uint8Array;
    readonly phase: 'begun' | 'int3' | 'tail' | 'first' | 'whole' | 'copy';
    /** Syncs done since the last store. */
    readonly synced: boolean;
  } | null;
}

/** One poke descriptor: its state, and its sites. */
export interface DescView {
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly state: SiteState;
  readonly stable: boolean;
  /** Null in layouts with one site. */
  readonly bypass: SiteView | null;
  readonly target: SiteView;
}

/** One actor that runs programs, without its registers: those are in the state. */
export interface CpuView {
  /** The run under way. */
  readonly run: {
    readonly progIdx: number;
    readonly ordinal: number;
    readonly flavour: RcuFlavour;
  } | null;
  readonly mode: 'idle' | 'running' | 'trapped' | 'handler' | 'preempted' | 'stopped';
  /** Where rip is; null outside all images. */
  readonly place: CodePlace | null;
  readonly next: CpuPending;
  readonly tailCalls: number;
  /** Sync whose IPI it has not taken yet. */
  readonly ipi: number | null;
  /** What its last finished run returned. */
  readonly retval: number | null;
  /** What went wrong on it so far, the latest last. */
  readonly verdicts: readonly Verdict[];
}

/** A grace period under way. */
export interface GracePeriodView {
  readonly ordinal: number;
  readonly flavour: RcuFlavour;
  readonly purpose: 'wait' | 'callback';
  /** Who asked for it. */
  readonly actor: number;
  readonly progIdx: SlotValue;
  /** Actors that it still waits for. */
  readonly readers: readonly number[];
}

/** A lock that is held, and who sleeps on it. */
export interface LockView {
  readonly lock: LockRef;
  /** Null between its release and its next owner's turn. */
  readonly holder: number | null;
  readonly waiters: readonly number[];
}

/** All that the page shows of one moment; `cursor` is the number of steps done. */
export interface MachineView {
  readonly cursor: number;
  readonly progs: readonly ProgState[];
  /** `slots[mapIdx][key]`; null entry = empty slot; maps that are no prog array have []. */
  readonly slots: readonly (readonly SlotValue[])[];
  /** By program, then by poke index. */
  readonly descs: readonly (readonly DescView[])[];
  readonly locks: readonly LockView[];
  /** By actor: the system call or run under way. */
  readonly ops: readonly (OpRef | null)[];
  /** By actor. */
  readonly cpus: readonly CpuView[];
  readonly gracePeriods: readonly GracePeriodView[];
}
