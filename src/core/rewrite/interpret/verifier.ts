// What all parts of the abstract interpretation share: the program, what is learnt of each insn, and the
// states that are explored or still to be explored.
// Authority: struct bpf_verifier_env and struct bpf_insn_aux_data of Linux 6.1.

import { at, type InsnIdx } from '../../base/index.ts';
import {
  BPF_COMPLEXITY_LIMIT_INSNS,
  type Insn,
  insnSlots,
  type MapDef,
  type ProgType,
} from '../../bpf/index.ts';
import type { KernelProfile, NumberRules, SpeculationRules } from '../../kernel/index.ts';
import { constBranches } from '../const-branches.ts';
import { ERRNO, refuse } from '../refused.ts';
import type { Sides } from '../scalars/branch.ts';
import type { Outcome, Pair } from '../scalars/compare.ts';
import { ScalarMemo } from '../scalars/memo.ts';
import type { Scalar } from '../scalars/scalar.ts';
import { type Subprog, subprogAt } from '../subprogs.ts';
import { masksIndex } from '../unprivileged.ts';
import { type Reg, type RegType } from './reg.ts';
import type { TailCallSighting } from './sighting.ts';
import { type Frame, State, type Trail } from './state.ts';

/** Paths that may wait (BPF_COMPLEXITY_LIMIT_JMP_SEQ). */
const MAX_PENDING = 8192;

/** Everything learnt of one source slot (`insn_aux_data`), by slot. */
export class InsnFacts {
  /** 1 where some path came by (`seen`). */
  readonly seen: Uint8Array;
  /** 1 where a 32-bit write is later read as 64 bits (`zext_dst`). */
  readonly zextDst: Uint8Array;
  /** Type of the pointer that a load or store goes through (`ptr_type`). */
  readonly ptrTypes = new Map<InsnIdx, RegType>();
  /** Map behind a helper call: its index, or null when paths disagree (`map_ptr_state`). */
  readonly callMaps = new Map<InsnIdx, number | null>();
  /** What additions and subtractions of registers add to, for an unprivileged loader (`alu_state`). */
  readonly aluStates = new Map<InsnIdx, AluState>();
  /** Stores that a load may overtake, with the slot's place below r10 (`sanitize_stack_off`, `nospec_result`). */
  readonly guardedStores = new Map<InsnIdx, number>();
  /** Insns that no CPU may reach by speculation (`nospec`). */
  readonly fences = new Set<InsnIdx>();
  /** How the verifier met each tail call. */
  readonly tailCalls = new Map<InsnIdx, TailCallSighting>();

  constructor(insnCount: number) {
    this.seen = new Uint8Array(insnCount);
    this.zextDst = new Uint8Array(insnCount);
  }
}

/** How `pointer += register` was met: what its mask needs; 'number' for one without a pointer. */
export type AluState = AluMask | 'number';

export interface AluMask {
  /** What the offset, made positive, may not exceed. */
  readonly limit: number;
  readonly isNegative: boolean;
  /** The offset is a constant, which is `limit`. */
  readonly isConstant: boolean;
  /** The offset is the source register, or the destination. */
  readonly offset: 'src' | 'dst';
}

/** A path that waits for its turn. */
interface Pending {
  readonly state: State;
  readonly insnIdx: InsnIdx;
}

/** A state that was passed at some insn, with its usefulness for pruning. */
export interface Explored {
  readonly state: State;
  hits: number;
  misses: number;
}

function samePair(a: Pair, b: Pair): boolean {
  return a.a.equals(b.a) && a.b.equals(b.b);
}

export class Verifier {
  readonly insns: readonly Insn[];
  readonly progType: ProgType;
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
  readonly subprogs: readonly Subprog[];
  readonly prunePoints: Uint8Array;
  readonly facts: InsnFacts;
  /** Deepest stack use of each function, in bytes. */
  readonly stackDepths: number[];
  /** By insn and callsite. */
  readonly explored = new Map<number, Explored[]>();
  readonly pending: Pending[] = [];
  state = new State();
  insnIdx: InsnIdx = 0;
  insnsProcessed = 0;
  jumpsProcessed = 0;
  /** The two counters at the newest checkpoint. */
  insnsAtCheckpoint = 0;
  jumpsAtCheckpoint = 0;
  /** Results of arithmetic, and of comparisons, at each insn. */
  readonly scalars = new ScalarMemo<Scalar>((a, b) => a.equals(b));
  readonly sides = new ScalarMemo<Sides>(
    (a, b) => a.taken.equals(b.taken) && a.fallthrough.equals(b.fallthrough),
  );
  readonly outcomes = new ScalarMemo<Outcome>(
    (a, b) =>
      a.decided === b.decided &&
      samePair(a.taken, b.taken) &&
      samePair(a.fallthrough, b.fallthrough),
  );
  /** The loader has no CAP_BPF and no CAP_PERFMON. */
  readonly unprivileged: boolean;
  /** Paths that only a CPU that speculates takes are followed as well (`!bypass_spec_v1`). */
  readonly speculates: boolean;
  /** Branches that became a goto before anything was verified, and whether they jump. */
  readonly folded: ReadonlyMap<InsnIdx, boolean>;
  /** Some offset has a mask, which other paths must not find different (`explore_alu_limits`). */
  hasMasks = false;
  /** Slots of may_goto insns that have been passed. */
  readonly mayGotos = new Set<InsnIdx>();
  private lastId = 0;

  constructor(
    prog: { readonly insns: readonly Insn[]; readonly type: ProgType },
    env: { readonly profile: KernelProfile; readonly maps: readonly MapDef[] },
    subprogs: readonly Subprog[],
    prunePoints: Uint8Array,
  ) {
    this.insns = prog.insns;
    this.progType = prog.type;
    this.profile = env.profile;
    this.maps = env.maps;
    this.subprogs = subprogs;
    this.prunePoints = prunePoints;
    this.facts = new InsnFacts(prog.insns.length);
    this.stackDepths = subprogs.map(() => 0);
    const { load, verifier } = env.profile;
    this.unprivileged = load.unprivileged;
    this.speculates = masksIndex(env.profile);
    const folds = load.unprivileged && verifier.numbers.foldsBranches;
    const starts = subprogs.map(({ start }) => start);
    this.folded = folds ? constBranches(prog.insns, starts, verifier.numbers) : new Map();
  }

  /** What this kernel's verifier works out of numbers. */
  get rules(): NumberRules {
    return this.profile.verifier.numbers;
  }

  get speculation(): SpeculationRules {
    return this.profile.verifier.speculation;
  }

  get frame(): Frame {
    return this.state.frame;
  }

  reg(regno: number): Reg {
    return this.state.frame.reg(regno);
  }

  insn(insnIdx: InsnIdx): Insn {
    return at(this.insns, insnIdx);
  }

  newId(): number {
    return ++this.lastId;
  }

  /** Refuses at the current insn. */
  refuse(errno: number, code: string, message: string, hint?: string): never {
    refuse(errno, code, message, this.insnIdx, hint);
  }

  /** Permission denied: most of what the verifier objects to. */
  deny(code: string, message: string): never {
    this.refuse(ERRNO.EACCES, code, message);
  }

  /** Malformed: EINVAL. */
  reject(code: string, message: string, hint?: string): never {
    this.refuse(ERRNO.EINVAL, code, message, hint);
  }

  /** Counts one insn of one path. */
  countInsn(): void {
    if (++this.insnsProcessed > BPF_COMPLEXITY_LIMIT_INSNS) {
      const message = `BPF program is too large. Processed ${this.insnsProcessed} insn`;
      this.refuse(ERRNO.E2BIG, 'too-complex', message);
    }
  }

  /** A path comes by, which is not only one of speculation. */
  markSeen(insnIdx: InsnIdx): void {
    if (!this.state.speculative) this.facts.seen[insnIdx] = 1;
  }

  /** Remembers that the path takes the current insn. */
  takeInsn(): void {
    this.markSeen(this.insnIdx);
    this.state.step(this.insnIdx, insnSlots(this.insn(this.insnIdx)));
  }

  /** Leaves a copy of the current state to be continued at `insnIdx`, perhaps only in speculation; returns it. */
  fork(insnIdx: InsnIdx, speculative = false): State {
    const state = this.state.clone();
    state.speculative ||= speculative;
    this.pending.push({ state, insnIdx });
    if (this.pending.length > MAX_PENDING) {
      const message = `The sequence of ${this.pending.length} jumps is too complex.`;
      this.refuse(ERRNO.EFAULT, 'too-complex', message);
    }
    if (state.parent) state.parent.branches++;
    return state;
  }

  /** Ends the current path. Returns false when no path is left. */
  nextPath(): boolean {
    for (let state: State | null = this.state; state !== null; state = state.parent) {
      if (--state.branches > 0) break;
    }
    const next = this.pending.pop();
    if (next === undefined) return false;
    this.state = next.state;
    this.insnIdx = next.insnIdx;
    return true;
  }

  /** Notes that `frame` uses stack down to `off` (negative). */
  useStack(frame: Frame, off: number): void {
    const depth = at(this.stackDepths, frame.subprogIdx);
    if (-off > depth) this.stackDepths[frame.subprogIdx] = -off;
  }

  subprogAt(insnIdx: InsnIdx): number {
    return subprogAt(this.subprogs, insnIdx);
  }
}

/** The current path in runs of slots, newest first, over all checkpoints; ld_imm64 has two slots. */
export function forEachRunBack(
  state: State,
  visit: (run: { readonly first: InsnIdx; readonly last: InsnIdx }) => void,
): void {
  for (let point: State | null = state; point !== null; point = point.parent) {
    for (let run: Trail | null = point.trail; run !== null; run = run.previous) visit(run);
  }
}
