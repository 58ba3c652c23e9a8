// Summaries of samples.

function sorted(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) throw new Error('no samples');
  return [...samples].sort((a, b) => a - b);
}

/** The value below which a share of `share` (0..1) of the samples lies; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const ascending = sorted(samples);
  const rank = Math.max(1, Math.ceil(share * ascending.length));
  return ascending[rank - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const ascending = sorted(samples);
  const upper = ascending[ascending.length >> 1] ?? Number.NaN;
  const lower = ascending[(ascending.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Slope of log(y) over log(x) by least squares: 1 for linear growth, 2 for quadratic. */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) throw new Error(`${points.length} points make no slope`);
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (which: 0 | 1) => logs.reduce((sum, log) => sum + log[which], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}
