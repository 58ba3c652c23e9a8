import { useState } from 'react';
import type { Failure } from '../../core/explore/index.ts';
import { selectFinding } from '../../store/explorer-finding.ts';
import type { DoneSearch, Finding } from '../../store/explorer-model.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { Account } from './Account.tsx';
import { failureTitle, sizeOfFailure } from './explorer-words.ts';
import { Invariant } from './Invariant.tsx';
import { useRefusal } from './use-refusal.ts';
import './failures.css';

function sameRun(finding: Finding | null, failure: Failure): boolean {
  if (finding?.property !== failure.property) return false;
  const { schedule } = finding;
  return (
    schedule.length === failure.schedule.length &&
    schedule.every((action, i) => action === failure.schedule[i])
  );
}

interface FailureCardProps {
  readonly failure: Failure;
  readonly isShown: boolean;
  /** Why it cannot be shown; null where it can. */
  readonly refusal: string | null;
  onShow(): void;
}

function FailureCard({ failure, isShown, refusal, onShow }: FailureCardProps) {
  const [wanted, setWanted] = useState(false);
  return (
    <article className="failure" aria-label={failureTitle(failure.property)}>
      <p className="failure-message">{failure.message}</p>
      <p className="failure-size">
        {sizeOfFailure(failure)}
        <button
          type="button"
          className={isShown ? 'button is-small' : 'button is-small is-primary'}
          disabled={refusal !== null}
          title={refusal ?? undefined}
          onClick={onShow}
        >
          {isShown ? 'Back to the failing step' : 'Show in the timeline'}
        </button>
      </p>
      <Account
        key={failure.message}
        failure={failure}
        isShown={isShown}
        onInvariant={() => setWanted(true)}
      />
      <Invariant
        property={failure.property}
        isOpen={wanted}
        onToggle={setWanted}
        hasFocus={wanted}
      />
    </article>
  );
}

/** The ways in which it fails: the one with the fewest switches first, and all others to choose. */
export function Failures({ search }: { search: DoneSearch }) {
  const { showFinding } = useActions();
  const finding = usePage(selectFinding);
  const refusal = useRefusal(search);
  const [chosen, setChosen] = useState(0);
  const { failures } = search.result;
  const shown = failures.findIndex((failure) => sameRun(finding, failure));
  const open = Math.min(chosen, failures.length - 1);
  const failure = failures[open];
  if (!failure) return null;
  const show = (nth: number): void => {
    const one = failures[nth];
    setChosen(nth);
    if (one && refusal === null) showFinding(one);
  };
  return (
    <section className="result-part" aria-label="Counterexamples">
      {failures.length > 1 && (
        <>
          <h3 className="result-head">{failures.length} ways in which it fails</h3>
          <ol className="failure-list">
            {failures.map((one, nth) => (
              <li key={`${one.property} ${one.message}`}>
                <button
                  type="button"
                  className="failure-choice"
                  aria-current={nth === open ? 'true' : undefined}
                  title={one.message}
                  onClick={() => show(nth)}
                >
                  <span className="failure-name">{failureTitle(one.property)}</span>
                  <span className="failure-note">{one.message}</span>
                  <span className="failure-count">{sizeOfFailure(one)}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <FailureCard
        key={open}
        failure={failure}
        isShown={shown === open}
        refusal={refusal}
        onShow={() => show(open)}
      />
    </section>
  );
}
