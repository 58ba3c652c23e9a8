// Everything that one lab text yields; plain data, safe to post between threads.

import type { LabExpect } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import type { Insn, MapDef, ProgType } from '../bpf/index.ts';
import type { JitProg } from '../jit/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { MachineInput, MachineState, Step } from '../machine/index.ts';
import type { Rewritten } from '../rewrite/index.ts';
import type { ChosenLayout } from './choose-layout.ts';

/** One program of the lab, as far as it got. */
export interface ProgResult {
  readonly name: string;
  readonly type: ProgType;
  readonly sleepable: boolean;
  /** Span of the `.prog` line's name. */
  readonly span: Span;
  /** Place in the lab text of each *source* slot (`xlated.origin` leads there). */
  readonly spans: readonly Span[];
  /** The linked program, slot by slot, as it is given to BPF_PROG_LOAD. */
  readonly insns: readonly Insn[];
  /** What the JIT was given. Null when the assembler or the verifier refused; the diagnostics say why. */
  readonly xlated: Rewritten | null;
  /** Maps that the program refers to, ascending. */
  readonly mapsUsed: readonly number[];
  readonly jit: JitProg | null;
  /** What BPF_PROG_LOAD answers: 0, or a positive errno. */
  readonly loadErrno: number;
  /** Struct bpf_prog address that a slot holds, for display. */
  readonly progAddr: bigint;
}

/** Who may move in the run. */
export interface ActorResult {
  /** "load", "init", or "CPU 0". */
  readonly name: string;
  readonly cpu: number | null;
}

/** The whole run. */
export interface Timeline {
  readonly actors: readonly ActorResult[];
  readonly steps: readonly Step[];
  /** Number of steps before time zero: loads in file order, then `.init`. */
  readonly zero: number;
  /** Set when the run stopped early (BUG_ON, step limit); says why. */
  readonly stopped: string | null;
  /** True when nobody can move any more behind the last step. */
  readonly over: boolean;
  /** Choices of the given schedule or script that were taken before one was not possible. */
  readonly taken: number;
  /** Moves of the given script that were made in full before one did not get where it was to go. */
  readonly moves: number;
  /** States of the run `of`, so that a session is quick everywhere in it; see core/machine runAll. */
  readonly kept?: { readonly of: readonly Step[]; readonly states: readonly MachineState[] };
}

/** Result of `compile(text)`. */
export interface LabResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
  readonly mapAddrs: readonly bigint[];
  /** Kernel symbols that the images refer to, and `__bpf_call_base`, which calls count from. */
  readonly symbols: ReadonlyMap<string, bigint>;
  readonly progs: readonly ProgResult[];
  /** Text of the two protocols in force, for the page. */
  readonly protocols: {
    readonly mapPoke: { readonly name: string; readonly text: string };
    readonly textPoke: { readonly name: string; readonly text: string };
  };
  /** Order of the pieces of a direct tail call. */
  readonly layout: ChosenLayout;
  /** What the run is a function of, with its choices; null when an error keeps the lab from running. */
  readonly input: MachineInput | null;
  readonly timeline: Timeline | null;
  /** What the lab expects of a run; `withTimeline` judges another run of the same lab by it. */
  readonly expects: readonly LabExpect[];
}
