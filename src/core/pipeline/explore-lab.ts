// The search over all schedules of a lab.

import { createSearch, type ExploreOptions, type Search } from '../explore/index.ts';
import { labExpects } from './lab-expects.ts';
import type { LabResult } from './result.ts';

/** A search that has not begun; null when errors keep the lab from running. */
export function exploreLab(result: LabResult, options: ExploreOptions = {}): Search | null {
  return result.input === null ? null : createSearch(result.input, labExpects(result), options);
}
