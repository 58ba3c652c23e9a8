// The Markdown table that goes into the README.

import type { Bench, Growth } from './bench.ts';
import { growthExponent, median, percentile } from './stats.ts';

export const HEADER = [
  '| what | median | p95 | runs | bar | met |',
  '|---|---:|---:|---:|---|---|',
].join('\n');

/** Three digits that count. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Which bars the value stays under, or reaches: "no", "first" or "both", as far as there are bars. */
function met(value: number, bars: readonly number[], isFloor = false): string {
  if (bars.length === 0) return '';
  const count = bars.filter((bar) => (isFloor ? value >= bar : value <= bar)).length;
  if (count === 0) return 'no';
  return count === bars.length ? 'yes' : `first ${count} of ${bars.length}`;
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The row of one benchmark. */
export function benchRow(bench: Bench, samples: readonly number[]): string {
  const p95 = percentile(samples, 0.95);
  const middle = median(samples);
  const judged = bench.byP95 ? p95 : middle;
  const unit = ` ${bench.unit}`;
  const bar = `${bench.byP95 ? 'p95 ' : ''}${bench.bars.map((b) => `${b}${unit}`).join(', then ')}`;
  const count = String(samples.length);
  const cells = [bench.name, digits(middle) + unit, digits(p95) + unit, count, bar];
  return row([...cells, met(judged, bench.bars, bench.isFloor)]);
}

/** A row for each size, then one for the exponent. */
export function growthRows(
  growth: Growth,
  bySize: readonly (readonly [size: number, samples: readonly number[]])[],
): string[] {
  const rows = bySize.map(([size, samples]) => {
    const middle = median(samples);
    const each = `${digits((middle * 1e6) / size)} ns each`;
    const name = `${growth.name}, ${size.toLocaleString('en')} ${growth.of}`;
    const p95 = `${digits(percentile(samples, 0.95))} ms`;
    return row([name, `${digits(middle)} ms`, p95, String(samples.length), each, '']);
  });
  const exponent = growthExponent(bySize.map(([size, samples]) => [size, median(samples)]));
  const sizes = `${growth.sizes[0]?.toLocaleString('en')} to ${growth.sizes.at(-1)?.toLocaleString('en')}`;
  const bar = `exponent ${growth.maxExponent}`;
  const verdict = met(exponent, [growth.maxExponent]);
  rows.push(row([`${growth.name}, growth ${sizes}`, exponent.toFixed(2), '', '', bar, verdict]));
  return rows;
}
