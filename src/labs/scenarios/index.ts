import { LOAD_AGAINST_UPDATE, TWO_UPDATERS, UNLOAD_AGAINST_UPDATE } from './meetings.ts';
import type { Scenario } from './scenario.ts';
import { SLEEPABLE_READER } from './sleepable.ts';
import {
  DELETE,
  DELETE_THEN_INSTALL,
  EMPTY_DELETE,
  INSTALL,
  REPLACE,
  SAME_PROGRAM,
} from './slot.ts';

export type { Scenario } from './scenario.ts';

/** What can happen to a slot, from the simplest on; the columns of the matrix. */
export const SCENARIOS: readonly Scenario[] = [
  INSTALL,
  REPLACE,
  DELETE,
  DELETE_THEN_INSTALL,
  SAME_PROGRAM,
  EMPTY_DELETE,
  TWO_UPDATERS,
  LOAD_AGAINST_UPDATE,
  UNLOAD_AGAINST_UPDATE,
  SLEEPABLE_READER,
];
