// Where lanes stand, top to bottom. Heights in px, on the 4 px grid.

import type { Lane, LaneKind } from './lane-model.ts';

export const RULER_HEIGHT = 24;

/** Height of a lane, of its band, and of each line of marks under it. */
export interface LaneShape {
  readonly height: number;
  readonly band: number;
  readonly mark: number;
}

const LANE_SHAPES: Readonly<Record<LaneKind, LaneShape>> = {
  actor: { height: 40, band: 17, mark: 15 },
  site: { height: 52, band: 17, mark: 14 },
  slot: { height: 24, band: 17, mark: 0 },
  rcu: { height: 24, band: 17, mark: 0 },
};

const PAD = 3;

export interface PlacedLane {
  readonly lane: Lane;
  readonly shape: LaneShape;
  readonly top: number;
  readonly bandTop: number;
  /** Top of mark line 0 and 1. */
  readonly markTops: readonly [number, number];
}

export interface LaneLayout {
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
}

export function layLanes(lanes: readonly Lane[]): LaneLayout {
  let top = 0;
  const placed = lanes.map((lane) => {
    const shape = LANE_SHAPES[lane.kind];
    const bandTop = top + PAD;
    const first = bandTop + shape.band + 2;
    const entry: PlacedLane = {
      lane,
      shape,
      top,
      bandTop,
      markTops: [first, first + shape.mark],
    };
    top += shape.height;
    return entry;
  });
  return { lanes: placed, height: top };
}

/**
 * Scroll position (px) that shows lane `placed` below the ruler, and no half lane above; null if it
 * is in view already.
 */
export function scrollForLane(
  placed: PlacedLane,
  lanes: readonly PlacedLane[],
  scrollTop: number,
  height: number,
): number | null {
  const { top, shape } = placed;
  if (top < scrollTop) return top;
  const least = top + shape.height - (height - RULER_HEIGHT);
  if (least <= scrollTop) return null;
  return lanes.find((lane) => lane.top >= least)?.top ?? top;
}
