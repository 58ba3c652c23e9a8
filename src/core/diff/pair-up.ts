// The best way to lay one list beside another without crossing (Needleman and Wunsch, 1970).

/** Beyond so many pairs to weigh, what lies between the equal ends is not paired. */
const MOST_PAIRS = 4_000_000;

/** Indices into both lists; null on one side for what has no partner there. */
export type Pair = readonly [a: number | null, b: number | null];

/**
 * Pairs in order. `score` of 0 keeps two apart; of all ways to pair the rest, the one with the greatest sum is taken.
 * `isEqual` says which ends are alike beyond doubt, so that long lists are weighed in the middle only.
 */
export function pairUp<T>(
  left: readonly T[],
  right: readonly T[],
  score: (a: T, b: T) => number,
  isEqual: (a: T, b: T) => boolean,
): Pair[] {
  const most = Math.min(left.length, right.length);
  const alike = (i: number, j: number): boolean => isEqual(left[i] as T, right[j] as T);
  let head = 0;
  while (head < most && alike(head, head)) head++;
  let tail = 0;
  while (tail < most - head && alike(left.length - 1 - tail, right.length - 1 - tail)) tail++;
  const front = Array.from({ length: head }, (_, i): Pair => [i, i]);
  const middle = weigh(
    left.slice(head, left.length - tail),
    right.slice(head, right.length - tail),
    score,
  ).map(([a, b]): Pair => [a === null ? null : a + head, b === null ? null : b + head]);
  const back = Array.from(
    { length: tail },
    (_, i): Pair => [left.length - tail + i, right.length - tail + i],
  );
  return [...front, ...middle, ...back];
}

function weigh<T>(left: readonly T[], right: readonly T[], score: (a: T, b: T) => number): Pair[] {
  const [rows, columns] = [left.length, right.length];
  if (rows === 0 || columns === 0 || rows * columns > MOST_PAIRS) {
    return [...left.map((_, i): Pair => [i, null]), ...right.map((_, j): Pair => [null, j])];
  }
  const width = columns + 1;
  // best[i, j]: greatest sum for what is left behind i and j.
  const best = new Float64Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const own = score(left[i] as T, right[j] as T);
      const paired = own > 0 ? own + (best[(i + 1) * width + j + 1] ?? 0) : 0;
      const apart = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(paired, apart);
    }
  }
  return walk(left, right, score, best);
}

function walk<T>(
  left: readonly T[],
  right: readonly T[],
  score: (a: T, b: T) => number,
  best: Float64Array,
): Pair[] {
  const pairs: Pair[] = [];
  const width = right.length + 1;
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const own = score(left[i] as T, right[j] as T);
    const here = best[i * width + j] ?? 0;
    if (own > 0 && here === own + (best[(i + 1) * width + j + 1] ?? 0)) pairs.push([i++, j++]);
    else if (here === best[(i + 1) * width + j]) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  while (i < left.length) pairs.push([i++, null]);
  while (j < right.length) pairs.push([null, j++]);
  return pairs;
}
