// What a benchmark file exports, and how samples are taken. Benchmarks measure; they never fail a
// check, because another machine is another number.

/** One row of the table: a number with a bar to stay under. */
export interface Bench {
  readonly kind: 'samples';
  readonly name: string;
  readonly unit: 'ms' | 'kB' | 'k/s' | 'B' | 'states' | 'times';
  /** The first bar, then the one to reach for; [] for what is only told. */
  readonly bars: readonly number[];
  /** True: bars are to be reached from below. */
  readonly isFloor?: boolean;
  /** True: the bar holds the 95th percentile; false: the median. */
  readonly byP95: boolean;
  /** Takes all samples, after a warm-up of its own. */
  readonly run: () => Promise<readonly number[]>;
}

/** How the time grows with the size of the input. */
export interface Growth {
  readonly kind: 'growth';
  readonly name: string;
  /** What is counted, e.g. "insns". */
  readonly of: string;
  readonly sizes: readonly number[];
  /** Bar for the exponent of the power law through the medians; 1 is linear. */
  readonly maxExponent: number;
  readonly run: (size: number) => Promise<readonly number[]>;
}

/** Export this from `*.bench.ts` under the name `benches`. */
export type Benches = readonly (Bench | Growth)[];

/**
 * Times `work` in milliseconds: `warmups` runs that do not count, then `runs` that do. `work`
 * returns something that depends on its result, so that it cannot be optimised away.
 */
export function time(work: () => number, warmups: number, runs: number): number[] {
  let sink = 0;
  for (let i = 0; i < warmups; i++) sink += work();
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    sink += work();
    samples.push(performance.now() - start);
  }
  if (Number.isNaN(sink)) throw new Error('the work returned no number');
  return samples;
}
