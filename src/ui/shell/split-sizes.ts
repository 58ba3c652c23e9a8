// Arithmetic of movable edges: shares of a length, each with a least size.

/** Shares of the whole, in order; they add up to 1. */
export type Shares = readonly number[];

/**
 * Moves the edge behind pane `edge` by `delta` (a share of the whole): what one neighbour gains the
 * other loses. No pane gets smaller than its entry in `least`.
 */
export function moveEdge(shares: Shares, least: Shares, edge: number, delta: number): Shares {
  const before = shares[edge] ?? 0;
  const after = shares[edge + 1] ?? 0;
  const low = Math.min(0, (least[edge] ?? 0) - before);
  const high = Math.max(0, after - (least[edge + 1] ?? 0));
  const moved = Math.max(low, Math.min(high, delta));
  return shares.map((share, i) => {
    if (i === edge) return share + moved;
    return i === edge + 1 ? share - moved : share;
  });
}
