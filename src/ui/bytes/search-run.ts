// Runs a scan in the page's idle time, and says now and then what it has found.

import type { Scan, SearchHit } from './search-scan.ts';

export interface SearchState {
  readonly hits: readonly SearchHit[];
  readonly done: boolean;
}

/** How long one slice may hold the page up, and how often news is told; in ms. */
const SLICE_MS = 6;
const NEWS_MS = 120;

export interface SearchClock {
  now(): number;
  /** Calls back when the page has nothing else to do. Returns how to forget it. */
  later(run: () => void): () => void;
}

const PAGE_CLOCK: SearchClock = {
  now: () => performance.now(),
  later: (run) => {
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(run);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(run, { timeout: 50 });
    return () => cancelIdleCallback(handle);
  },
};

/** Runs `scan` to its end; the first slice at once. Returns how to stop it. */
export function runScan(
  scan: Scan,
  onNews: (state: SearchState) => void,
  clock: SearchClock = PAGE_CLOCK,
): () => void {
  const hits: SearchHit[] = [];
  let forget = (): void => undefined;
  let told = clock.now();
  const slice = (): void => {
    const end = clock.now() + SLICE_MS;
    do {
      const { value, done } = scan.next();
      if (done) {
        onNews({ hits, done: true });
        return;
      }
      for (const hit of value) hits.push(hit);
    } while (clock.now() < end);
    if (clock.now() - told >= NEWS_MS) {
      told = clock.now();
      onNews({ hits: [...hits], done: false });
    }
    forget = clock.later(slice);
  };
  slice();
  return () => forget();
}

/** Index of the first hit at or behind `row`, else the first; -1 for none. */
export function firstHitFrom(hits: readonly SearchHit[], row: number): number {
  if (hits.length === 0) return -1;
  const found = hits.findIndex((hit) => hit.row >= row);
  return found < 0 ? 0 : found;
}

/** The hit before or behind number `current`, around the ends. */
export function nextHit(count: number, current: number, delta: 1 | -1): number {
  return count === 0 ? -1 : (current + delta + count) % count;
}

/** "3 of 17", "17+ so far", "no hits". */
export function hitCount({ hits, done }: SearchState, current: number): string {
  if (hits.length === 0) return done ? 'no hits' : 'searching';
  const all = hits.length.toLocaleString('en');
  return `${(current + 1).toLocaleString('en')} of ${done ? all : `${all}+`}`;
}
