import { useState } from 'react';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { CompareSetup } from './CompareSetup.tsx';
import { CompareSteps } from './CompareSteps.tsx';
import { CompareSummary } from './CompareSummary.tsx';
import { type CompareChoice, firstRival } from './compare-choice.ts';
import './compare.css';
import './compare-steps.css';
import './builds.css';
import { TwinTimelines } from './TwinTimelines.tsx';
import { useComparison } from './use-comparison.ts';
import { type TellApartState, useTellApart } from './use-tell-apart.ts';

function Comparing() {
  const store = usePageStore();
  const [a, setA] = useState<CompareChoice>({});
  const [b, setB] = useState<CompareChoice>(() => {
    const { result } = store.getState();
    return result
      ? firstRival(result.protocols.mapPoke.name, result.profile.protocols.mapPoke)
      : {};
  });
  const apart = useTellApart(a, b);
  const { comparison, isWaiting, hasFailed } = useComparison(a, b, apart.found);
  const stale = usePage((page) => page.stale);
  const swap = (): void => {
    setA(b);
    setB(a);
  };
  return (
    <div className="compare">
      <p className="compare-intro">
        Both sides follow the run on the page: each of its turns goes to the same actor, which makes
        the same choice if it can, else its next step. An actor that has to wait loses its turn, and
        where its call ends in that run it ends on both sides.
      </p>
      <div className="compare-sides">
        <CompareSetup side="A" choice={a} onChange={setA} />
        <button type="button" className="button compare-swap" onClick={swap}>
          Swap
        </button>
        <CompareSetup side="B" choice={b} onChange={setB} />
      </div>
      <TellApartBar apart={apart} />
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
          <TwinTimelines comparison={comparison} />
          <CompareSteps comparison={comparison} />
        </div>
      )}
    </div>
  );
}

/** The search for a schedule on which one side alone goes wrong. */
function TellApartBar({ apart }: { apart: TellApartState }) {
  const { found, words, isSearching, isBusy, start, cancel, forget } = apart;
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
          `Both follow a schedule that fails on ${found.of.toUpperCase()}: ${found.message}`}
      </span>
      {found && (
        <button type="button" className="link-button" onClick={forget}>
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
    <Sheet title="Compare protocols" wide isOpen={isOpen} onClose={onClose}>
      {isOpen && <Comparing />}
    </Sheet>
  );
}
