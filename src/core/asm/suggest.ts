// "Did you mean": the known name nearest to a wrong one.

/** Longer words are not typing slips. */
const MAX_LENGTH = 40;
/** Enough for every table of names; bounds the work on hostile texts. */
const MAX_CANDIDATES = 400;

/** One more row of the edit-distance table: letters of `word` against `letter`. */
function nextRow(previous: readonly number[], word: string, letter: string): number[] {
  const row = [(previous[0] ?? 0) + 1];
  for (let i = 1; i <= word.length; i++) {
    const replaced = (previous[i - 1] ?? 0) + (word[i - 1] === letter ? 0 : 1);
    row.push(Math.min(replaced, (previous[i] ?? 0) + 1, (row[i - 1] ?? 0) + 1));
  }
  return row;
}

function editDistance(word: string, other: string): number {
  let row = Array.from({ length: word.length + 1 }, (_, i) => i);
  for (const letter of other) row = nextRow(row, word, letter);
  return row[word.length] ?? 0;
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
