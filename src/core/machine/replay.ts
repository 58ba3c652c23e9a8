// Time travel: the view after any number of steps, from the events alone.
// A view is kept every INTERVAL steps; any other is at most that many steps away, so that dragging
// through a run of 100,000 steps costs the same at every place. Views share what does not change.

import { assert, at } from '../base/index.ts';
import { commonSteps } from './common-steps.ts';
import type { Step } from './event.ts';
import { Draft, emptyView, type ReplayInput } from './fold.ts';
import type { MachineView } from './view.ts';

const INTERVAL = 256;
/** A kept view may hold an array for each prog array that was written to: with more slots than this, only on demand. */
const MOST_SLOTS_AHEAD = 4096;

/** A run at any cursor. */
export interface Replay {
  /** Number of steps; `at` takes 0..length. */
  readonly length: number;
  /** The machine after the first `cursor` steps. Throws if `cursor` is out of range. */
  at(cursor: number): MachineView;
  /** Folds one more stretch of the run before anyone asks for it; false when none is left, or it would take too much room. */
  foldAhead(): boolean;
  /** Another run of the same input; what both have in common is not folded again. */
  withSteps(steps: readonly Step[]): Replay;
}

class Folded implements Replay {
  private readonly input: ReplayInput;
  private readonly steps: readonly Step[];
  private readonly checkpoints: MachineView[];
  private latest: MachineView;

  constructor(input: ReplayInput, steps: readonly Step[], checkpoints: MachineView[]) {
    this.input = input;
    this.steps = steps;
    this.checkpoints = checkpoints;
    this.latest = at(checkpoints, 0);
  }

  get length(): number {
    return this.steps.length;
  }

  at(cursor: number): MachineView {
    assert(cursor >= 0 && cursor <= this.length, `cursor ${cursor} outside 0..${this.length}`);
    const near = this.checkpoint(Math.floor(cursor / INTERVAL));
    const { latest } = this;
    const from = latest.cursor <= cursor && latest.cursor > near.cursor ? latest : near;
    this.latest = this.advance(from, cursor);
    return this.latest;
  }

  foldAhead(): boolean {
    const last = Math.floor(this.length / INTERVAL);
    const { slots } = at(this.checkpoints, 0);
    const room = slots.reduce((sum, { length }) => sum + length, 0);
    if (this.checkpoints.length > last || room > MOST_SLOTS_AHEAD) return false;
    this.checkpoint(this.checkpoints.length);
    return true;
  }

  withSteps(steps: readonly Step[]): Replay {
    const shared = commonSteps(this.steps, steps);
    const checkpoints = this.checkpoints.slice(0, 1 + Math.floor(shared / INTERVAL));
    const other = new Folded(this.input, steps, checkpoints);
    if (this.latest.cursor <= shared) other.latest = this.latest;
    return other;
  }

  private advance(from: MachineView, to: number): MachineView {
    const draft = new Draft(this.input, from);
    for (let i = from.cursor; i < to; i++) draft.apply(at(this.steps, i));
    return draft.finish();
  }

  private checkpoint(idx: number): MachineView {
    const { checkpoints } = this;
    while (checkpoints.length <= idx) {
      const last = at(checkpoints, checkpoints.length - 1);
      checkpoints.push(this.advance(last, checkpoints.length * INTERVAL));
    }
    return at(checkpoints, idx);
  }
}

/** `steps` must be those of one run of this input, from the first on. */
export function createReplay(input: ReplayInput, steps: readonly Step[]): Replay {
  return new Folded(input, steps, [emptyView(input)]);
}
