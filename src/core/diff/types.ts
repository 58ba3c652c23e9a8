// Two builds of a lab side by side: what lines up with what, which bytes differ, and why.

import type { LabResult } from '../pipeline/index.ts';

/**
 * What a group of x86 insns is for: a whole prologue, the code of a BPF insn (`body`, or `epilogue` at the first
 * exit), or a piece of a tail call. `index` and `slot` are the look-up of an indirect one.
 */
export const PIECES = [
  'prologue',
  'body',
  'index',
  'check',
  'count',
  'slot',
  'bypass',
  'unwind',
  'target',
  'rewind',
  'epilogue',
] as const;
export type Piece = (typeof PIECES)[number];

/** Bytes `start` (inclusive) to `end` (exclusive) of a function's image. */
export interface CodeRange {
  readonly start: number;
  readonly end: number;
}

/** An x86 insn of one side, with the bytes that differ from the other side's; all if it has none. */
export interface DiffCell extends CodeRange {
  /** Offsets from `start`, ascending. */
  readonly differing: readonly number[];
}

/** The same x86 insn on both sides, or one that the other side does not have. */
export interface DiffRow {
  readonly a: DiffCell | null;
  readonly b: DiffCell | null;
  /** Indices into `ImageDiff.reasons`; empty only where no byte differs. */
  readonly reasons: readonly number[];
}

/** Where a group comes from on one side. */
export interface GroupSource {
  /** Slot of the source program; null for a prologue. */
  readonly sourceIdx: number | null;
  /** Slots of the rewritten program that it became. */
  readonly slots: readonly number[];
}

export interface DiffGroup {
  readonly piece: Piece;
  /** Null: this side has nothing of the kind. */
  readonly a: GroupSource | null;
  readonly b: GroupSource | null;
  readonly rows: readonly DiffRow[];
  readonly differs: boolean;
  /** It stands before a group on one side that it stands behind on the other. */
  readonly isMoved: boolean;
  /** The verifier made other insns of it on the two sides. */
  readonly isRewritten: boolean;
  /** Why, in sentences about this group. */
  readonly why: readonly { readonly reason: number; readonly sentence: string }[];
}

/** A function of both sides, or of one. */
export interface DiffFunc {
  readonly name: string;
  readonly prog: string;
  readonly a: FuncPlace | null;
  readonly b: FuncPlace | null;
  readonly groups: readonly DiffGroup[];
}

export interface FuncPlace {
  readonly progIdx: number;
  readonly funcIdx: number;
  readonly length: number;
}

/** Why bytes differ: a property of the profiles, or what follows from what else differs. */
export interface DiffReason {
  /** `jit.ibt`, `source`, `distance`, ... */
  readonly key: string;
  readonly title: string;
  readonly sentence: string;
  /** Groups that it changes. */
  readonly groups: number;
}

export interface DiffedSide {
  /** `6.12 hardened`. */
  readonly kernel: string;
  /** Without its run. */
  readonly result: LabResult;
  /** Errors of the text under this kernel, and programs that it does not load. */
  readonly refused: readonly string[];
}

export interface ImageDiff {
  readonly a: DiffedSide;
  readonly b: DiffedSide;
  readonly funcs: readonly DiffFunc[];
  readonly reasons: readonly DiffReason[];
  /** Groups that differ, of all. */
  readonly differing: number;
  readonly groups: number;
  /** Groups at the end that are left out. */
  readonly omitted: number;
  /** Properties of the profiles that differ and change no byte here, as sentences. */
  readonly silent: readonly string[];
}
