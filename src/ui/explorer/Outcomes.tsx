import type { Outcome } from '../../core/explore/index.ts';
import { selectFinding } from '../../store/explorer-finding.ts';
import type { DoneSearch } from '../../store/explorer-model.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { outcomeWords } from './explorer-words.ts';
import { useRefusal } from './use-refusal.ts';
import './outcomes.css';

/** Rows at first; a search of several readers can end in hundreds of ways. */
const SHORT = 12;

function sameSchedule(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((action, i) => action === b[i]);
}

interface RowProps {
  readonly outcome: Outcome;
  readonly words: string;
  readonly isShown: boolean;
  /** Why its run cannot be shown; null where it can. */
  readonly refusal: string | null;
  onShow(): void;
}

function OutcomeRow({ outcome, words, isShown, refusal, onShow }: RowProps) {
  return (
    <li className={outcome.expected ? 'outcome' : 'outcome is-unexpected'}>
      <span className="outcome-words">
        {words}
        {!outcome.expected && <b className="outcome-mark">not expected</b>}
      </span>
      <button
        type="button"
        className="button is-small"
        aria-label={`Show a run in which ${words}`}
        aria-pressed={isShown}
        disabled={refusal !== null}
        title={refusal ?? undefined}
        onClick={onShow}
      >
        {isShown ? 'Shown' : 'Show'}
      </button>
    </li>
  );
}

/** Every way in which the lab can end, each with a run that ends so. */
export function Outcomes({ search }: { search: DoneSearch }) {
  const { showFinding } = useActions();
  const result = usePage((page) => page.result);
  const finding = usePage(selectFinding);
  const refusal = useRefusal(search);
  const { outcomes } = search.result;
  if (outcomes.length === 0 || !result) return null;
  const row = (outcome: Outcome) => {
    const words = outcomeWords(outcome, result);
    return (
      <OutcomeRow
        key={`${words} ${outcome.expected}`}
        outcome={outcome}
        words={words}
        isShown={finding !== null && sameSchedule(finding.schedule, outcome.schedule)}
        refusal={refusal}
        onShow={() => showFinding({ property: null, schedule: outcome.schedule, causal: [] })}
      />
    );
  };
  const more = outcomes.slice(SHORT);
  return (
    <section className="result-part" aria-label="Outcomes">
      <h3 className="result-head">
        {outcomes.length === 1 ? 'One outcome' : `${outcomes.length} outcomes`}
      </h3>
      <ul className="outcome-list">{outcomes.slice(0, SHORT).map(row)}</ul>
      {more.length > 0 && (
        <details className="outcome-more">
          <summary>{more.length} more</summary>
          <ul className="outcome-list">{more.map(row)}</ul>
        </details>
      )}
    </section>
  );
}
