// Sets of steps as runs of neighbours: a few rectangles instead of thousands.

import type { ColumnScale } from './visible-bands.ts';

export interface Run {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Steps as runs of neighbours, in order. */
export function runsOf(steps: readonly number[]): Run[] {
  const runs: { start: number; end: number }[] = [];
  for (const step of [...steps].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && step <= last.end) last.end = Math.max(last.end, step + 1);
    else runs.push({ start: step, end: step + 1 });
  }
  return runs;
}

const known = new WeakMap<readonly number[], readonly Run[]>();

/** `runsOf`, made once for each array. */
function runsFor(steps: readonly number[]): readonly Run[] {
  const before = known.get(steps);
  if (before) return before;
  const runs = runsOf(steps);
  known.set(steps, runs);
  return runs;
}

/** Nearer to each other than this, runs look like one (px). */
const MERGE_BELOW = 1;

/** Runs of `steps` in the window, those too near to be told apart as one. */
export function visibleRuns(steps: readonly number[], x: ColumnScale): Run[] {
  const [from = 0, to = 0] = x.domain();
  const shown: { start: number; end: number }[] = [];
  for (const run of runsFor(steps)) {
    if (run.end <= from) continue;
    if (run.start >= to) break;
    const last = shown.at(-1);
    if (last && x(run.start) - x(last.end) < MERGE_BELOW) last.end = run.end;
    else shown.push({ ...run });
  }
  return shown;
}
