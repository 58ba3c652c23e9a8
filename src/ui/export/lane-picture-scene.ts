// What the parts of the timeline's picture are drawn from.

import type { LaneLayout, PlacedLane } from '../timeline/lane-layout.ts';
import type { TimelineModel } from '../timeline/lane-model.ts';
import type { LanePen } from './lane-picture-lane.ts';

/** Width of the lanes' names (px). */
export const LABELS = 176;

export interface Scene {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly lanes: readonly PlacedLane[];
  readonly cursor: number;
  readonly height: number;
  readonly pen: LanePen;
}

/** True for a place between the edges of the window. */
export function isWithin(column: number, { pen }: Scene): boolean {
  const [from = 0, to = 0] = pen.x.domain();
  return column >= from && column <= to;
}
