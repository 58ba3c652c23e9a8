// Where lanes stand, top to bottom. Heights in px, on the 4 px grid.

import { bisector } from 'd3';
import { FOLDED_HEIGHT, foldedGroup, foldedLane, groupLanes } from './lane-groups.ts';
import type { Lane, LaneKind, Mark } from './lane-model.ts';

export const RULER_HEIGHT = 24;

/** Height of a lane, of its band, and of each line of marks under it. */
export interface LaneShape {
  readonly height: number;
  readonly band: number;
  readonly mark: number;
}

/** Where the lines of a lane stand, from its upper edge. */
export const LANE_LINES = {
  band: 3,
  bandHeight: 17,
  mark: 22,
  markHeight: 13,
  /** First free line below the marks. */
  below: 37,
} as const;

const LANE_SHAPES: Readonly<Record<LaneKind, LaneShape>> = {
  actor: { height: 40, band: LANE_LINES.bandHeight, mark: LANE_LINES.markHeight + 2 },
  site: { height: 52, band: LANE_LINES.bandHeight, mark: 14 },
  slot: { height: 24, band: LANE_LINES.bandHeight, mark: 0 },
  lock: { height: 24, band: LANE_LINES.bandHeight, mark: 0 },
  rcu: { height: 24, band: LANE_LINES.bandHeight, mark: 0 },
};

/** Room below the last strip. */
const FOOT = 3;

function shapeOf({ kind, strips, note }: Lane): LaneShape {
  const shape = LANE_SHAPES[kind];
  const strip = Math.max(0, ...strips.map(({ top, height }) => top + height + FOOT));
  const words = kind === 'lock' && note !== '' ? 40 : 0;
  const height = Math.max(shape.height, strip, words);
  return { ...shape, height: 4 * Math.ceil(height / 4) };
}

const FOLDED_SHAPE: LaneShape = { height: FOLDED_HEIGHT, band: 0, mark: 0 };

export interface PlacedLane {
  readonly lane: Lane;
  readonly isFolded: boolean;
  readonly shape: LaneShape;
  readonly top: number;
  readonly bandTop: number;
  /** Top of mark line 0 and 1. */
  readonly markTops: readonly [number, number];
}

/** Lanes that fold together; a lane alone in its group folds by itself. */
export interface PlacedGroup {
  readonly id: string;
  readonly label: string;
  readonly top: number;
  readonly height: number;
  readonly isFolded: boolean;
}

export interface LaneLayout {
  readonly lanes: readonly PlacedLane[];
  readonly groups: readonly PlacedGroup[];
  readonly height: number;
}

function place(lane: Lane, top: number, isFolded: boolean): PlacedLane {
  const shape = isFolded ? FOLDED_SHAPE : shapeOf(lane);
  const bandTop = top + LANE_LINES.band;
  const first = bandTop + shape.band + 2;
  return { lane, isFolded, shape, top, bandTop, markTops: [first, first + shape.mark] };
}

/** `folded`: ids of lanes and of groups. */
export function layLanes(lanes: readonly Lane[], folded: readonly string[] = []): LaneLayout {
  const placed: PlacedLane[] = [];
  const groups: PlacedGroup[] = [];
  let top = 0;
  const put = (lane: Lane, isFolded: boolean) => {
    const entry = place(lane, top, isFolded);
    placed.push(entry);
    top += entry.shape.height;
  };
  for (const group of groupLanes(lanes)) {
    const { id, label } = group;
    const begin = top;
    const isGroup = group.lanes.length > 1;
    const isFolded = isGroup && folded.includes(id);
    if (isFolded) put(foldedGroup(group), true);
    else {
      for (const lane of group.lanes) {
        const isLaneFolded = folded.includes(lane.id);
        put(isLaneFolded ? foldedLane(lane) : lane, isLaneFolded);
      }
    }
    if (isGroup) groups.push({ id, label, top: begin, height: top - begin, isFolded });
  }
  return { lanes: placed, groups, height: top };
}

/** Middle of the line that a lane's marks stand on (px from the top of the lanes). */
export function markLine({ top, shape, isFolded }: PlacedLane): number {
  return top + (isFolded ? shape.height / 2 : LANE_LINES.mark + LANE_LINES.markHeight / 2);
}

/** The lane at `y` px from the top of the lanes. */
export function laneAt(layout: LaneLayout, y: number): Lane | null {
  const found = layout.lanes.find(({ top, shape }) => y >= top && y < top + shape.height);
  return found?.lane ?? null;
}

/** The block of a step under a place of the lanes. */
export interface Block {
  readonly placed: PlacedLane;
  readonly mark: Mark;
}

const byStep = bisector((mark: Mark) => mark.step);

/** The mark of step `step`, in the lane of the actor that took it. */
export function blockOf(layout: LaneLayout, step: number): Block | null {
  for (const placed of layout.lanes) {
    if (placed.lane.kind !== 'actor') break;
    const mark = placed.lane.marks[byStep.left(placed.lane.marks, step)];
    if (mark?.step === step) return { placed, mark };
  }
  return null;
}

/** The block at column `step`, `y` px from the top of the lanes; null beside the marks. */
export function blockAt(layout: LaneLayout, step: number, y: number): Block | null {
  const block = blockOf(layout, step);
  const top = block?.placed.markTops[0] ?? 0;
  return block && y >= top - 1 && y <= top + LANE_LINES.markHeight + 1 ? block : null;
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
