// What leaves the verifier and enters the JIT.

import type { InsnIdx, Span } from '../base/index.ts';
import type { Insn, ProgType } from '../bpf/index.ts';
import type { Provenance } from './provenance.ts';

/**
 * A program as given to BPF_PROG_LOAD after linking. ld_imm64 with src 1 (PSEUDO_MAP_FD) or
 * 2 (PSEUDO_MAP_VALUE) carries a map *index* in `imm`; calls of subprograms have src 1 and a
 * relative distance in `imm`.
 */
export interface ProgSource {
  readonly name: string;
  readonly type: ProgType;
  readonly sleepable: boolean;
  readonly insns: readonly Insn[];
  /** Place of each slot in the lab text; empty when there is none (golden cases). */
  readonly spans: readonly Span[];
  /** Names of subprograms by start slot; missing ones are called `subprog_N`. */
  readonly funcNames: ReadonlyMap<InsnIdx, string>;
}

/** One function of the rewritten program: slots `start` (inclusive) to `end` (exclusive). */
export interface XlatedSubprog {
  readonly name: string;
  readonly start: InsnIdx;
  readonly end: InsnIdx;
  /** Bytes below r10 that the verifier saw in use, not rounded (0..512). */
  readonly stackDepth: number;
  /** On a call chain to a subprogram that tail-calls (`subprog_info.tail_call_reachable`). */
  readonly tailCallReachable: boolean;
  /** Contains a tail call itself. */
  readonly hasTailCall: boolean;
}

/** What `bpf_jit_add_poke_descriptor` records; addresses come from the JIT. */
export interface PokeEntry {
  /** Slot of the tail call in the rewritten program. */
  readonly insnIdx: InsnIdx;
  readonly subprogIdx: number;
  readonly mapIdx: number;
  readonly key: number;
}

/** How the verifier met a tail call along one path. Indices are slots of the *source* program. */
export interface TailCallPath {
  /** Map behind r2. */
  readonly mapIdx: number;
  /** Constant in r3 read as a signed 64-bit number, or null when the verifier does not know it. */
  readonly key: number | null;
  /** Source slots of the branches taken on the way, oldest first, each with its outcome. */
  readonly branches: readonly { readonly insnIdx: InsnIdx; readonly taken: boolean }[];
  /** Source slot that last wrote r3, if known. */
  readonly keyWriter: InsnIdx | null;
}

/** Why a tail call became direct or indirect. */
export interface TailCallChoice {
  /** Slot of the call in the source and in the rewritten program. */
  readonly sourceIdx: InsnIdx;
  readonly insnIdx: InsnIdx;
  readonly subprogIdx: number;
  readonly form: 'direct' | 'indirect';
  readonly reason:
    | 'constant-key'
    | 'key-unknown'
    | 'key-differs'
    | 'key-out-of-range'
    | 'map-differs'
    | 'unprivileged'
    | 'blinding'
    | 'no-jit';
  /** One sentence for the page: "indirect: the key is 0 on one path and 1 on another". */
  readonly explanation: string;
  /** The path that fixed the choice; two when two paths disagree. */
  readonly paths: readonly TailCallPath[];
  /** Index in the poke table for direct calls. */
  readonly pokeIdx: number | null;
}

/**
 * The rewritten program. Tail calls have code 0xf5 (BPF_JMP | BPF_TAIL_CALL) and imm = poke index
 * + 1, or 0 for indirect; helper calls have imm = helper address - __bpf_call_base; subprogram
 * calls have src 1, imm = subprogram index, off = distance; map ld_imm64 keep src and map index.
 * Loads through untrusted BTF pointers have mode PROBE_MEM.
 */
export interface Xlated {
  readonly name: string;
  readonly type: ProgType;
  readonly sleepable: boolean;
  readonly insns: readonly Insn[];
  /** For each slot the source slot that it stands for (the nearest one for inserted insns). */
  readonly origin: Int32Array;
  /** Main program first, then by start. */
  readonly subprogs: readonly XlatedSubprog[];
  readonly pokeTab: readonly PokeEntry[];
  readonly tailCalls: readonly TailCallChoice[];
}

/** The rewritten program, and where each of its insns comes from. */
export interface Rewritten extends Xlated {
  readonly provenance: Provenance;
}

/** The verifier's no. `errno` is positive (22 EINVAL, 13 EACCES, 7 E2BIG, 95 EOPNOTSUPP). */
export interface Refusal {
  readonly errno: number;
  /** Stable code for a diagnostic, e.g. `verifier/stack-too-large`. */
  readonly code: string;
  /** The verifier's own sentence. */
  readonly message: string;
  /** Source slot, or null when the whole program is meant. */
  readonly insnIdx: InsnIdx | null;
  readonly hint?: string;
}
