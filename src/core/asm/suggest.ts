// "Did you mean": the known name nearest to a wrong one.

/** Longer words are not typing slips. */
const MAX_LENGTH = 40;
/** Enough for every table of names; bounds the work on hostile texts. */
const MAX_CANDIDATES = 400;

/** Rows of the edit-distance table for the letters of `other` so far: the last and the one before. */
interface Rows {
  readonly last: readonly number[];
  readonly before: readonly number[];
}

/** One more row. A letter replaced, left out, put in, or swapped with its neighbour is one edit. */
function nextRow({ last, before }: Rows, word: string, other: string, at: number): number[] {
  const row = [at + 1];
  for (let i = 1; i <= word.length; i++) {
    const same = word[i - 1] === other[at];
    const replaced = (last[i - 1] ?? 0) + (same ? 0 : 1);
    let best = Math.min(replaced, (last[i] ?? 0) + 1, (row[i - 1] ?? 0) + 1);
    const swapped = i > 1 && at > 0 && word[i - 1] === other[at - 1] && word[i - 2] === other[at];
    if (swapped) best = Math.min(best, (before[i - 2] ?? 0) + 1);
    row.push(best);
  }
  return row;
}

function editDistance(word: string, other: string): number {
  const first = Array.from({ length: word.length + 1 }, (_, i) => i);
  let rows: Rows = { last: first, before: first };
  for (let at = 0; at < other.length; at++) {
    rows = { last: nextRow(rows, word, other, at), before: rows.last };
  }
  return rows.last[word.length] ?? 0;
}

/** The candidate with the fewest edits, if they are few for the word's length; else null. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let bestDistance = word.length < 4 ? 2 : Math.max(3, Math.floor(word.length / 3) + 1);
  let tried = 0;
  for (const candidate of candidates) {
    if (tried++ === MAX_CANDIDATES) break;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** A hint for `word`, or undefined when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const best = nearest(word, candidates);
  return best === null ? undefined : `did you mean '${best}'?`;
}
