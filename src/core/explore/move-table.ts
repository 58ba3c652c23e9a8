// Moves by what they look at: made once, then known for every state that agrees in those parts.

import type { Action, Footprint } from '../machine/index.ts';
import { TupleStore } from './tuple-store.ts';

/** One move of one actor, as a change of parts. */
export interface Move {
  readonly action: Action;
  readonly actor: number;
  /** Parts that change, and the numbers of their values behind the move. */
  readonly parts: readonly number[];
  readonly values: readonly number[];
  /** Bits of `partBit`: the parts that change, and those of actors in which others can see it. */
  readonly changed: number;
  readonly shown: number;
  /** Numbers of the failures that the move is. */
  readonly failures: readonly number[];
  /** Number of the edge of the site graph that it goes along, or -1. */
  readonly edge: number;
  /** Number of what it shows of tables, for `Generations`; 0 for nothing. */
  readonly sight: number;
  /** What it reads and writes; null for one that is never made alone. */
  readonly footprint: Footprint | null;
}

/** Parts as bits; the last one stands for all behind it, too. */
export function partBit(part: number): number {
  return 1 << Math.min(part, 31);
}

const MOVE_BYTES = 120;

export class MoveTable {
  private readonly keys: TupleStore;
  private readonly moves: (readonly Move[])[] = [];
  private readonly key: Int32Array;
  private size = 0;
  private id = 0;

  constructor(width: number) {
    this.keys = new TupleStore(width);
    this.key = new Int32Array(width);
  }

  get bytes(): number {
    return this.keys.bytes + this.size;
  }

  /** Words to put a key into before `find`. */
  get slot(): Int32Array {
    return this.key;
  }

  /** What is known for the key in `slot`; undefined until `add` has told. */
  find(): readonly Move[] | undefined {
    this.id = this.keys.intern(this.key);
    return this.moves[this.id];
  }

  /** Tells the moves for the key that `find` was asked for last. */
  add(made: readonly Move[]): readonly Move[] {
    this.moves[this.id] = made;
    this.size += 16 + MOVE_BYTES * made.length;
    return made;
  }
}
