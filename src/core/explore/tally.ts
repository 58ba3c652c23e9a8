// How many schedules follow a state: two doubles as long as they are exact together, big integers beyond that.
// Most states of most searches need no object for theirs.

/** Two doubles: low * 1 + high * BASE, low below BASE. Their sum of two is exact, too. */
const BASE = 2 ** 52;
const MOST_HIGH = 2 ** 52;
/** In place of `high` for a tally that is among the large ones. */
const LARGE = -1;
/** Bytes that one takes beyond the doubles; its digits not counted. */
const LARGE_BYTES = 64;

/** A tally for each number from 0 on, 0 at first. */
export class TallyStore {
  /** Low and high, one behind the other. */
  private doubles = new Float64Array(64);
  private readonly large = new Map<number, bigint>();

  get bytes(): number {
    return this.doubles.byteLength + this.large.size * LARGE_BYTES;
  }

  get(idx: number): bigint {
    const high = this.doubles[2 * idx + 1] ?? 0;
    if (high === LARGE) return this.large.get(idx) ?? 0n;
    return BigInt(high) * BigInt(BASE) + BigInt(this.doubles[2 * idx] ?? 0);
  }

  set(idx: number, low: number): void {
    this.put(idx, low, 0);
  }

  /** Takes over a tally of another store. */
  copy(idx: number, from: TallyStore, fromIdx: number): void {
    const high = from.doubles[2 * fromIdx + 1] ?? 0;
    if (high === LARGE) this.putLarge(idx, from.get(fromIdx));
    else this.put(idx, from.doubles[2 * fromIdx] ?? 0, high);
  }

  /** Adds a tally of another store. */
  add(idx: number, from: TallyStore, fromIdx: number): void {
    const high = this.doubles[2 * idx + 1] ?? 0;
    const moreHigh = from.doubles[2 * fromIdx + 1] ?? 0;
    if (high === LARGE || moreHigh === LARGE || high + moreHigh >= MOST_HIGH) {
      this.putLarge(idx, this.get(idx) + from.get(fromIdx));
      return;
    }
    const low = (this.doubles[2 * idx] ?? 0) + (from.doubles[2 * fromIdx] ?? 0);
    if (low < BASE) this.put(idx, low, high + moreHigh);
    else this.put(idx, low - BASE, high + moreHigh + 1);
  }

  private put(idx: number, low: number, high: number): void {
    if (2 * idx >= this.doubles.length) this.reserve(2 * idx + 2);
    this.doubles[2 * idx] = low;
    this.doubles[2 * idx + 1] = high;
  }

  private putLarge(idx: number, tally: bigint): void {
    this.put(idx, 0, LARGE);
    this.large.set(idx, tally);
  }

  private reserve(size: number): void {
    const grown = new Float64Array(Math.max(size, this.doubles.length * 2));
    grown.set(this.doubles);
    this.doubles = grown;
  }
}
