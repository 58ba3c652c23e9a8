import { selectCausalSteps, selectFinding } from '../../store/explorer-finding.ts';
import { PROPERTIES } from '../../store/explorer-library.ts';
import { selectHidden } from '../../store/prediction.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { failureWords } from './explorer-words.ts';

/** For a run that a link or the browser brought back: what it was found to show. */
export function FoundRun() {
  const { seek } = useActions();
  const finding = usePage(selectFinding);
  const causal = usePage(selectCausalSteps);
  const zero = usePage((page) => page.result?.timeline?.zero ?? 0);
  const isKnown = usePage(({ search, text }) => search.kind === 'done' && search.text === text);
  const isHidden = usePage(selectHidden);
  if (!finding || isKnown || isHidden) return null;
  const property = PROPERTIES.find(({ id }) => id === finding.property);
  const end = zero + finding.schedule.length;
  return (
    <section className="found-run" aria-label="The run on screen">
      <p>
        {finding.property === null ? (
          'The run on screen was found by a search, as one of its outcomes.'
        ) : (
          <>
            The run on screen was found by a search: <b>{failureWords(finding.property)}</b> in step{' '}
            {end}.
          </>
        )}{' '}
        {causal.length > 0 && 'The steps that it depends on are marked in the timeline.'}
      </p>
      <button type="button" className="button is-small" onClick={() => seek(end)}>
        Go to step {end}
      </button>
      {property && <p className="found-invariant">{property.invariant}</p>}
    </section>
  );
}
