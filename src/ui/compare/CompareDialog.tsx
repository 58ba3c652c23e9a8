import type { Comparison } from '../../core/pipeline/index.ts';
import type { Page } from '../../store/model.ts';
import type { CompareChoice, FoundOrder } from '../../store/open-view.ts';
import { selectMuted } from '../../store/prediction.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useView } from '../shell/use-view.ts';
import { ViewSheet } from '../shell/ViewSheet.tsx';
import { CompareSetup } from './CompareSetup.tsx';
import { CompareSteps } from './CompareSteps.tsx';
import { CompareSummary } from './CompareSummary.tsx';
import { firstRival } from './compare-choice.ts';
import './compare.css';
import './compare-steps.css';
import './builds.css';
import { TwinTimelines } from './TwinTimelines.tsx';
import { useComparison } from './use-comparison.ts';
import { useTellApart } from './use-tell-apart.ts';

function firstChoice({ result }: Page): CompareChoice {
  const b = result
    ? firstRival(result.protocols.mapPoke.name, result.profile.protocols.mapPoke)
    : {};
  return { a: {}, b, found: null, cursor: null };
}

function Comparing() {
  const store = usePageStore();
  const [choice, change] = useView('compare', () => firstChoice(store.getState()));
  const { a, b, found, cursor } = choice;
  // What was found for other sides is forgotten.
  const choose = (sides: Partial<Pick<CompareChoice, 'a' | 'b'>>): void =>
    change({ ...sides, found: null, cursor: null });
  const follow = (order: FoundOrder | null): void => change({ found: order, cursor: null });
  const { comparison, isWaiting, hasFailed } = useComparison(a, b, found);
  const stale = usePage((page) => page.stale);
  const isMuted = usePage(selectMuted);
  return (
    <div className="compare">
      <p className="compare-intro">
        Both sides follow the run on the page: each of its turns goes to the same actor, which makes
        the same choice if it can, else its next step. An actor that has to wait loses its turn, and
        where its call ends in that run it ends on both sides.
      </p>
      <div className="compare-sides">
        <CompareSetup side="A" choice={a} onChange={(next) => choose({ a: next })} />
        <button
          type="button"
          className="button compare-swap"
          onClick={() => choose({ a: b, b: a })}
        >
          Swap
        </button>
        <CompareSetup side="B" choice={b} onChange={(next) => choose({ b: next })} />
      </div>
      {isMuted ? (
        <p className="compare-note">
          What goes wrong is not said until you have made your prediction in the explorer.
        </p>
      ) : (
        <TellApartBar choice={choice} comparison={isWaiting ? null : comparison} onFound={follow} />
      )}
      <div aria-live="polite" className="visually-hidden">
        {isWaiting ? '' : comparison && summaryWords(comparison.divergesAt)}
      </div>
      {stale && <p className="compare-note">The text has errors: this is its last run.</p>}
      {hasFailed && (
        <p className="compare-note">The engine did not answer. Choose again to try once more.</p>
      )}
      {!comparison && isWaiting && <p className="compare-note">Both sides run…</p>}
      {comparison && (
        <div className={isWaiting ? 'compare-result is-waiting' : 'compare-result'}>
          <CompareSummary comparison={comparison} />
          <TwinTimelines
            comparison={comparison}
            wanted={cursor}
            onCursor={(row) => change({ cursor: row })}
          />
          <CompareSteps comparison={comparison} />
        </div>
      )}
    </div>
  );
}

interface TellApartProps {
  readonly choice: CompareChoice;
  /** Of what is chosen; null while it is on its way. */
  readonly comparison: Comparison | null;
  readonly onFound: (found: FoundOrder | null) => void;
}

/** The search for a schedule on which one side alone goes wrong. */
function TellApartBar({ choice: { a, b, found }, comparison, onFound }: TellApartProps) {
  const { words, isSearching, isBusy, start, cancel } = useTellApart(a, b, onFound);
  const verdict = found && comparison?.[found.of].verdicts[0];
  return (
    <div className="builds-tools">
      {isSearching ? (
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
      ) : (
        <button type="button" className="button" disabled={isBusy} onClick={start}>
          Find a schedule that tells them apart
        </button>
      )}
      <span className="compare-note" role="status">
        {isBusy && !isSearching ? "The explorer's search is under way." : words}
        {found &&
          !isSearching &&
          `Both follow a schedule that fails on ${found.of.toUpperCase()}${verdict ? `: ${verdict}` : '.'}`}
      </span>
      {found && (
        <button type="button" className="link-button" onClick={() => onFound(null)}>
          Follow the run on the page again
        </button>
      )}
    </div>
  );
}

function summaryWords(divergesAt: number | null): string {
  return divergesAt === null ? 'Both sides do the same.' : `They part at step ${divergesAt + 1}.`;
}

/** Any two protocols side by side on the schedule of the page. */
export function CompareDialog({ isOpen, onClose }: DialogProps) {
  return (
    <ViewSheet title="Compare protocols" isOpen={isOpen} onClose={onClose}>
      <Comparing />
    </ViewSheet>
  );
}
