import { memo } from 'react';
import type { VerdictMark } from './lane-model.ts';
import { markPath } from './mark-shape.ts';

interface VerdictFlagsProps {
  readonly verdicts: readonly VerdictMark[];
  readonly stepCount: number;
  onSeek(cursor: number): void;
}

/** More of them could not be told apart on the map. */
const MOST = 40;

/** Steps in which something went wrong, on the map of the run: each leads there. */
export const VerdictFlags = memo(function VerdictFlags(props: VerdictFlagsProps) {
  const { verdicts, stepCount, onSeek } = props;
  return verdicts.slice(0, MOST).map(({ step, title }) => (
    <button
      key={step}
      type="button"
      className="verdict-flag"
      style={{ left: `${(100 * (step + 0.5)) / Math.max(1, stepCount)}%` }}
      aria-label={`Go to step ${step + 1}: ${title}`}
      title={`Step ${step + 1}: ${title}`}
      onClick={() => onSeek(step + 1)}
    >
      <svg viewBox="0 0 12 12" width="14" height="14" aria-hidden="true">
        <path d={markPath('verdict', 6, 6)} />
      </svg>
    </button>
  ));
});
