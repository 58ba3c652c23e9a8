// What moves with the cursor: one layer that is shifted, so that nothing below it is painted again.

import type { LaneLayout } from './lane-layout.ts';
import { markLine } from './lane-layout.ts';
import { type ColumnScale, columnWidth } from './visible-bands.ts';
import type { Wait } from './waits.ts';

interface CursorLayerProps {
  readonly cursor: number;
  /** How much of the step behind the cursor is done, 0..1. */
  readonly within: number;
  readonly x: ColumnScale;
  readonly width: number;
}

/** Room beyond the edges in which the handle still shows (px). */
const REACH = 24;

/** The cursor: its line, its number on the ruler, and the column of the step that the page shows. */
export function CursorLayer({ cursor, within, x, width }: CursorLayerProps) {
  const at = x(cursor + within);
  if (at < -REACH || at > width + REACH) return null;
  const column = columnWidth(x);
  const hasColumn = cursor > 0 || within > 0;
  return (
    <div className="cursor-layer" style={{ transform: `translateX(${at}px)` }} aria-hidden="true">
      {hasColumn && (
        <i
          className="cursor-column"
          style={{ width: Math.max(1, column), left: within > 0 ? -within * column : -column }}
        />
      )}
      <i className="cursor-line" />
      <b className="cursor-head">
        <span>{cursor}</span>
      </b>
    </div>
  );
}

interface WaitBarsProps {
  /** Under way at the cursor. */
  readonly waits: readonly Wait[];
  readonly layout: LaneLayout;
  readonly cursor: number;
  readonly x: ColumnScale;
}

/** Below a mark's middle (px). */
const BAR_DROP = 4;

/** How long those who sleep have been waiting: a bar each, which grows as time passes. */
export function WaitBars({ waits, layout, cursor, x }: WaitBarsProps) {
  return waits.map((wait) => {
    const placed = layout.lanes.find(({ lane }) => lane.actor === wait.actor);
    const left = x(wait.step + 1);
    const length = x(cursor) - left;
    if (!placed || !wait.sleeps || length <= 0) return null;
    return (
      <i
        key={`${wait.kind} ${wait.step}`}
        className={`wait-bar is-${wait.kind}`}
        style={{ left, top: markLine(placed) + BAR_DROP, width: length }}
        aria-hidden="true"
      />
    );
  });
}
