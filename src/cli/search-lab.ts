// The search of a lab's schedules, to its end or to a bound.

import { assert } from '../core/base/index.ts';
import { createSearch, type ExploreOptions, type ExploreResult } from '../core/explore/index.ts';
import { type LabResult, labExpects } from '../core/pipeline/index.ts';

/** States between two looks at whether it is done: nothing else waits for this process. */
const BUDGET = 1_000_000;

export function searchLab(result: LabResult, options: ExploreOptions): ExploreResult {
  assert(result.input !== null, 'a lab without errors can be searched');
  const search = createSearch(result.input, labExpects(result), options);
  while (search.run(BUDGET) === 'running');
  return search.result();
}
