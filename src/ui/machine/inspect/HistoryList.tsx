import { type ReactNode, useState } from 'react';
import type { Happening } from '../../../core/machine/index.ts';
import { countBefore } from '../../../store/histories.ts';
import { StepLink } from '../StepLink.tsx';

interface HistoryListProps<T extends Happening> {
  readonly label: string;
  readonly list: readonly T[];
  readonly cursor: number;
  /** What happened, in a line. */
  readonly render: (entry: T) => ReactNode;
  /** The same in words, for the link to its step. */
  readonly words: (entry: T) => string;
  /** What stands there before anything has happened. */
  readonly empty: string;
}

/** Entries shown before and behind the present one; a run can have a hundred thousand. */
const AROUND = 5;
const MORE = 20;

/** Everything that happened to a thing, in order, the present entry marked; each leads to its step. */
export function HistoryList<T extends Happening>(props: HistoryListProps<T>) {
  const { label, list, cursor, render, words, empty } = props;
  const [reach, setReach] = useState({ before: AROUND, behind: AROUND });
  const current = countBefore(list, cursor) - 1;
  const first = Math.max(0, current - reach.before);
  const end = Math.min(list.length, Math.max(current, 0) + reach.behind + 1);
  if (list.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <div className="history">
      {first > 0 && (
        <button
          type="button"
          className="link-button history-more"
          onClick={() => setReach({ ...reach, before: reach.before + MORE })}
        >
          {first} earlier
        </button>
      )}
      <ol aria-label={label} start={first + 1}>
        {list.slice(first, end).map((entry, nth) => {
          const idx = first + nth;
          const tense = idx === current ? 'is-now' : idx > current ? 'is-ahead' : 'is-past';
          return (
            <li
              key={idx}
              className={`history-entry ${tense}`}
              aria-current={idx === current ? 'step' : undefined}
            >
              <span className="history-mark" aria-hidden="true" />
              <StepLink step={entry.step} word="" label={words(entry)} />
              {render(entry)}
            </li>
          );
        })}
      </ol>
      {end < list.length && (
        <button
          type="button"
          className="link-button history-more"
          onClick={() => setReach({ ...reach, behind: reach.behind + MORE })}
        >
          {list.length - end} later
        </button>
      )}
    </div>
  );
}
