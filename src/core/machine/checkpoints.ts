// How often the state of a run is kept, so that any moment of it is near.

import type { Machine } from './model.ts';

/** Steps between two kept states, at least. */
const LEAST = 64;
/** Bytes that a long run's kept states may take. */
const MOST_BYTES = 16e6;
/** Steps of a long run. */
const LONG_RUN = 100_000;

/** Steps between two kept states: more for a lab whose states are large. */
export function checkpointInterval(machine: Machine): number {
  return Math.max(LEAST, Math.ceil((LONG_RUN * 4 * machine.stateSize) / MOST_BYTES));
}
