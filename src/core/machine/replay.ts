// Time travel: the view after any number of steps, from the events alone.
// A view is kept every INTERVAL steps; any other is at most that many steps away, so that dragging
// through a run of 100,000 steps costs the same at every place. Views share what does not change.

import { assert, at } from '../base/index.ts';
import type { Step } from './event.ts';
import { Draft, emptyView, type ReplayInput } from './fold.ts';
import type { MachineView } from './view.ts';

const INTERVAL = 256;

/** A run at any cursor. */
export interface Replay {
  /** Number of steps; `at` takes 0..length. */
  readonly length: number;
  /** The machine after the first `cursor` steps. Throws if `cursor` is out of range. */
  at(cursor: number): MachineView;
}

/** `steps` must be those of one run of this input, from the first on. */
export function createReplay(input: ReplayInput, steps: readonly Step[]): Replay {
  const checkpoints = [emptyView(input)];
  let latest = at(checkpoints, 0);

  const advance = (from: MachineView, to: number): MachineView => {
    const draft = new Draft(input, from);
    for (let i = from.cursor; i < to; i++) draft.apply(at(steps, i));
    return draft.finish();
  };
  const checkpoint = (idx: number): MachineView => {
    while (checkpoints.length <= idx) {
      checkpoints.push(
        advance(at(checkpoints, checkpoints.length - 1), checkpoints.length * INTERVAL),
      );
    }
    return at(checkpoints, idx);
  };
  return {
    length: steps.length,
    at(cursor) {
      assert(cursor >= 0 && cursor <= steps.length, `cursor ${cursor} outside 0..${steps.length}`);
      const near = checkpoint(Math.floor(cursor / INTERVAL));
      const from = latest.cursor <= cursor && latest.cursor > near.cursor ? latest : near;
      latest = advance(from, cursor);
      return latest;
    },
  };
}
