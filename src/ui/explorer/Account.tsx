import type { Failure } from '../../core/explore/index.ts';
import { accountOf } from '../../store/explorer-account.ts';
import { useActions, usePage } from '../shell/page-context.tsx';

interface AccountProps {
  readonly failure: Failure;
  /** Its run is the one on screen: sentences lead to their steps. */
  readonly isShown: boolean;
  /** Goes to the paragraph about what is broken. */
  onInvariant(): void;
}

/** "43–45", as the timeline counts. */
function stepsWords(zero: number, { from, to }: { from: number; to: number }): string {
  return to - from > 1 ? `${zero + from + 1}–${zero + to}` : `${zero + to}`;
}

/** What happens, a sentence for each stretch of one actor; what it depends on is marked. */
export function Account({ failure, isShown, onInvariant }: AccountProps) {
  const { seek } = useActions();
  const zero = usePage((page) => page.result?.timeline?.zero ?? 0);
  const cursor = usePage((page) => page.cursor);
  const parts = accountOf(failure);
  const hasMarks = parts.some(({ isCausal }) => isCausal);
  return (
    <>
      <ol className="account">
        {parts.map(({ sentence, steps, isCausal }, nth) => {
          const isHere =
            isShown && steps !== null && cursor > zero + steps.from && cursor <= zero + steps.to;
          const isLast = nth === parts.length - 1;
          return (
            <li
              key={`${nth} ${sentence}`}
              className={isCausal ? 'account-part is-causal' : 'account-part'}
              aria-current={isHere ? 'step' : undefined}
            >
              {steps && (
                <button
                  type="button"
                  className="account-steps"
                  aria-label={`Go to step ${zero + steps.to}`}
                  disabled={!isShown}
                  onClick={() => seek(zero + steps.to)}
                >
                  {stepsWords(zero, steps)}
                </button>
              )}
              {isCausal && <span className="visually-hidden">Needed: </span>}
              <span>{sentence}</span>
              {isLast && (
                <button type="button" className="account-why" onClick={onInvariant}>
                  the invariant that it breaks
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {hasMarks && (
        <p className="account-key">
          <i className="causal-mark" aria-hidden="true" /> Without these steps it would not fail;
          the timeline marks them too.
        </p>
      )}
    </>
  );
}
