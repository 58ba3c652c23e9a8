import type { SentenceOf } from '../../store/sentences.ts';

interface StepListProps {
  readonly cursor: number;
  readonly stepCount: number;
  readonly sentenceOf: SentenceOf;
  onSeek(cursor: number): void;
}

/** Steps shown before and after the one just done. */
const BEFORE = 1;
const AFTER = 10;

/** What has just happened and what comes next, in words, where there is room below the lanes. */
export function StepList({ cursor, stepCount, sentenceOf, onSeek }: StepListProps) {
  const first = Math.max(1, cursor - BEFORE);
  const last = Math.min(stepCount, cursor + AFTER);
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth);
  return (
    <ol className="step-list" aria-label="Steps around the cursor">
      {numbers.map((number) => (
        <li key={number}>
          <button
            type="button"
            className="step-item"
            aria-current={number === cursor ? 'step' : undefined}
            onClick={() => onSeek(number)}
          >
            <b>{number}</b> {sentenceOf(number - 1)}
          </button>
        </li>
      ))}
    </ol>
  );
}
