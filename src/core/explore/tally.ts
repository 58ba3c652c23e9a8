// How many schedules follow a state: doubles as long as they are exact, big integers beyond that. Most states
// of most searches need no object for theirs.

export type Tally = number | bigint;

/** Bytes that one takes beyond a double; its digits not counted. */
const LARGE_BYTES = 64;

/** The exact sum. */
export function addTallies(a: Tally, b: Tally): Tally {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    // A sum that is not exact is larger than that, too.
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return BigInt(a) + BigInt(b);
}

/** A tally for each state, 0 at first. */
export class TallyStore {
  /** -1 for those that are `large`. */
  private small = new Float64Array(0);
  private readonly large = new Map<number, bigint>();

  get bytes(): number {
    return this.small.byteLength + this.large.size * LARGE_BYTES;
  }

  get(state: number): Tally {
    const known = this.small[state] ?? 0;
    return known >= 0 ? known : (this.large.get(state) ?? 0);
  }

  set(state: number, tally: Tally): void {
    if (state >= this.small.length) this.reserve(state);
    if (typeof tally === 'number') this.small[state] = tally;
    else {
      this.small[state] = -1;
      this.large.set(state, tally);
    }
  }

  private reserve(state: number): void {
    const grown = new Float64Array(Math.max(1024, state + 1, this.small.length * 2));
    grown.set(this.small);
    this.small = grown;
  }
}
