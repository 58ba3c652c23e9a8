// The search of a lab's schedules, to its end or to a bound.

import { assert } from '../core/base/index.ts';
import type { ExploreOptions, ExploreResult } from '../core/explore/index.ts';
import { exploreLab, type LabResult } from '../core/pipeline/index.ts';

/** States between two words about how far it has come. */
const BUDGET = 50_000;

export function searchLab(
  result: LabResult,
  options: ExploreOptions,
  progress: (line: string) => void,
): ExploreResult {
  const search = exploreLab(result, options);
  assert(search !== null, 'a lab without errors can be searched');
  while (search.run(BUDGET) === 'running') {
    const { states, transitions, depth, frontier } = search.progress();
    progress(`states=${states} transitions=${transitions} depth=${depth} frontier=${frontier}`);
  }
  progress('');
  return search.result();
}
