// What became of the things of the run on screen, made when a pane first asks. A file of its own: it is fetched
// behind the first paint.

import { type RunHistory, runHistory, type Step } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';

export { countBefore, lastBefore, lockKey, slotKey } from '../core/machine/index.ts';

const known = new WeakMap<readonly Step[], RunHistory>();
const NO_STEPS: readonly Step[] = [];

/** The history of a result's run; without a run nothing has ever happened. */
export function historyOf(result: LabResult): RunHistory {
  const steps = result.timeline?.steps ?? NO_STEPS;
  const before = known.get(steps);
  if (before && steps !== NO_STEPS) return before;
  const actors = result.timeline?.actors ?? [];
  const history = runHistory({ actors, maps: result.maps, progs: result.progs }, steps);
  known.set(steps, history);
  return history;
}
