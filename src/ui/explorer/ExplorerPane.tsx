import { selectOutdated } from '../../store/explorer-view.ts';
import { selectHidden } from '../../store/prediction.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import '../shared/shared.css';
import './explorer.css';
import { BackToOwnRun } from './BackToOwnRun.tsx';
import { CheckBar } from './CheckBar.tsx';
import { FoundRun } from './FoundRun.tsx';
import { Prediction } from './Prediction.tsx';
import { Progress } from './Progress.tsx';
import { Results } from './Results.tsx';
import { SearchFailed } from './SearchFailed.tsx';
import { SearchStatus } from './SearchStatus.tsx';
import { Setup } from './Setup.tsx';

/** The verdict is of another lab, or of another way of searching. */
function Outdated() {
  const { check } = useActions();
  const why = usePage(selectOutdated);
  const kind = usePage((page) => page.search.kind);
  if (why === null) return null;
  const words =
    why === 'text' ? 'The lab has changed since.' : 'The search would be made another way now.';
  return (
    <div className="explore-outdated">
      <p>
        {words} {kind === 'running' ? 'The search goes on with the old one.' : ''}
      </p>
      <button type="button" className="button is-small" onClick={check}>
        Check again
      </button>
    </div>
  );
}

/** What came of the search, as far as the reader may see it. */
function Answer() {
  const search = usePage((page) => page.search);
  const isHidden = usePage(selectHidden);
  switch (search.kind) {
    case 'none':
      return null;
    case 'running':
      return <Progress search={search} isHidden={isHidden} />;
    case 'failed':
      return <SearchFailed search={search} />;
    case 'done':
      return isHidden ? null : <Results search={search} />;
  }
}

/** Searches every schedule of a lab, and shows what breaks in which. */
export function ExplorerPane() {
  const isStale = usePage((page) => selectOutdated(page) !== null);
  return (
    <section className="explorer" aria-label="Explorer">
      <Setup />
      <CheckBar />
      <SearchStatus />
      <FoundRun />
      <BackToOwnRun />
      <Prediction />
      <Outdated />
      <div className={isStale ? 'explore-answer is-stale' : 'explore-answer'}>
        <Answer />
      </div>
    </section>
  );
}
