// Which moves are enough.

import type { Move } from './move-table.ts';

export interface Reduction {
  /** Moves to take from a state; `isOnWay`: a move leads to a state that the search is in already. */
  choose(
    ids: Int32Array,
    moves: readonly Move[],
    isOnWay: (move: Move) => boolean,
  ): readonly Move[];
}
