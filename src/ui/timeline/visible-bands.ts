// Only what the eye can tell apart is drawn: what lies outside the window is cut away, and bands
// narrower than a pixel merge into one of the tone "dense".

import { bisector } from 'd3';
import type { Band, Mark } from './lane-model.ts';

/** Maps columns to px. */
export interface ColumnScale {
  (column: number): number;
  /** Columns at the left and right edge of the window. */
  domain(): number[];
}

const byEnd = bisector((band: Band) => band.end);
const byStep = bisector((mark: Mark) => mark.step);

/** Narrower than this, bands merge (px). */
const MERGE_BELOW = 2;

export function visibleBands(bands: readonly Band[], x: ColumnScale): Band[] {
  const [from = 0, to = 0] = x.domain();
  const shown: Band[] = [];
  for (let nth = byEnd.right(bands, from); nth < bands.length; nth++) {
    const band = bands[nth];
    if (!band || band.start >= to) break;
    const last = shown.at(-1);
    const isThin = x(band.end) - x(band.start) < MERGE_BELOW;
    const lastIsThin = last && (last.tone === 'dense' || x(last.end) - x(last.start) < MERGE_BELOW);
    if (isThin && last && lastIsThin && x(band.start) - x(last.end) < MERGE_BELOW) {
      shown[shown.length - 1] = { start: last.start, end: band.end, tone: 'dense', label: '' };
    } else shown.push(band);
  }
  return shown;
}

/** Marks in the window; none when columns are too narrow to tell them apart. */
export function visibleMarks(marks: readonly Mark[], x: ColumnScale): readonly Mark[] {
  const [from = 0, to = 0] = x.domain();
  if (columnWidth(x) < 3) return [];
  return marks.slice(byStep.left(marks, Math.floor(from)), byStep.left(marks, Math.ceil(to)));
}

/** Width of one column in px. */
export function columnWidth(x: ColumnScale): number {
  return x(1) - x(0);
}
