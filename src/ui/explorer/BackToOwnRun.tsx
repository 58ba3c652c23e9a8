import { selectFinding } from '../../store/explorer-finding.ts';
import { useActions, usePage } from '../shell/page-context.tsx';

/** A frame has no bar of runs: the way back to what it opened with is here. */
export function BackToOwnRun() {
  const { undoCut } = useActions();
  const canGoBack = usePage(
    (page) => page.embed !== null && page.cut !== null && selectFinding(page) !== null,
  );
  if (!canGoBack) return null;
  return (
    <div className="explore-outdated">
      <p>The run on screen was found by the search.</p>
      <button type="button" className="button is-small" onClick={undoCut}>
        Back to the frame’s own run
      </button>
    </div>
  );
}
