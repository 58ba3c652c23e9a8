// What the user can point at, and what it touches in every other view.

import type { Span } from '../base/index.ts';
import type { LockRef, SiteRef } from '../machine/index.ts';

/** A thing that the user can point at. `insnIdx` is a slot of the xlated program. */
export type Selection =
  | { readonly kind: 'source'; readonly span: Span }
  | { readonly kind: 'insn'; readonly progIdx: number; readonly insnIdx: number }
  | ({ readonly kind: 'bytes' } & ByteRange)
  | { readonly kind: 'site'; readonly site: SiteRef }
  /** A poke descriptor: both of its sites. */
  | { readonly kind: 'desc'; readonly progIdx: number; readonly pokeIdx: number }
  | { readonly kind: 'slot'; readonly mapIdx: number; readonly key: number }
  | { readonly kind: 'prog'; readonly progIdx: number }
  /** An index of the actors of the run. */
  | { readonly kind: 'cpu'; readonly actor: number }
  | { readonly kind: 'lock'; readonly lock: LockRef }
  | { readonly kind: 'step'; readonly step: number };

/** Bytes `start` (inclusive) to `end` (exclusive) of one function's image. */
export interface ByteRange {
  readonly progIdx: number;
  readonly funcIdx: number;
  readonly start: number;
  readonly end: number;
}

/** A selection carried over to every kind of thing that it touches. Steps ascend. */
export interface Highlight {
  readonly spans: readonly Span[];
  readonly insns: readonly { readonly progIdx: number; readonly insnIdx: number }[];
  readonly bytes: readonly ByteRange[];
  readonly steps: readonly number[];
}
