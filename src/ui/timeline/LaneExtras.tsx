// What stands over or behind the lanes: hatching, a dragged block, the words for a step.

import type { SentenceOf } from '../../store/sentences.ts';
import { LANE_LINES, RULER_HEIGHT } from './lane-layout.ts';
import type { BlockDrag } from './use-block-drag.ts';
import { type ColumnScale, columnWidth } from './visible-bands.ts';

/** Hatching of waits. */
export function Patterns() {
  return (
    <defs>
      <pattern
        id="lane-hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className="hatch-ground" width="6" height="6" />
        <rect className="hatch-line" width="1.5" height="6" />
      </pattern>
    </defs>
  );
}

/** The block that follows the pointer. */
export function BlockGhost({ drag, x }: { readonly drag: BlockDrag; readonly x: ColumnScale }) {
  const { block, by, isBack } = drag;
  const hue = block.placed.lane.cpu?.hue ?? 4;
  return (
    <div
      className={`block-ghost is-cpu-${hue}${isBack ? ' is-back' : ''}`}
      style={{
        left: x(block.mark.step) + by,
        width: Math.max(6, columnWidth(x)),
        top: RULER_HEIGHT + block.placed.top + LANE_LINES.mark - 1,
      }}
      aria-hidden="true"
    >
      {block.mark.label}
    </div>
  );
}

interface StepTipProps {
  readonly step: number;
  /** Middle of the column (px). */
  readonly at: number;
  readonly width: number;
  readonly sentenceOf: SentenceOf;
}

/** What the step under the pointer did; the slider says the same aloud. */
export function StepTip({ step, at, width, sentenceOf }: StepTipProps) {
  const side = at > width / 2 ? 'lane-tip is-left' : 'lane-tip';
  return (
    <div className={side} style={{ left: at }} aria-hidden="true">
      <b>{step + 1}</b> {sentenceOf(step)}
    </div>
  );
}
