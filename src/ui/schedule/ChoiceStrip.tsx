import { insnsAhead } from '../../store/run-selectors.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import './moves.css';
import { ChoiceButton, WaitingButton } from './ChoiceButton.tsx';
import { useChoices } from './choice-feed.ts';

/** Why there is nothing to choose. */
function Nothing({ isWaiting }: { isWaiting: boolean }) {
  const hasRun = usePage((page) => Boolean(page.result?.timeline));
  const canSteer = usePage((page) => page.canSteer);
  if (!canSteer) return <span className="moves-none">the machine is loading …</span>;
  if (!hasRun) return <span className="moves-none">the lab does not run</span>;
  return <span className="moves-none">{isWaiting ? 'nobody can move' : 'the run is over'}</span>;
}

/** How far the page stands inside of the step that comes next. */
function Inside() {
  const inside = usePage((page) => page.inside);
  const all = usePage((page) => (page.inside > 0 ? insnsAhead(page) : 0));
  if (inside === 0) return null;
  return (
    <span className="moves-inside">
      inside the underlined step: {inside} of {all} instructions done
    </span>
  );
}

/** What everybody can do next, one button each. */
export function ChoiceStrip() {
  const { choose } = useActions();
  const { result, choices, waiting, isFresh } = useChoices();
  return (
    <div className="moves is-strip" role="group" aria-label="Next">
      <span className="moves-label" aria-hidden="true">
        Next
      </span>
      {choices.map((shown) => (
        <ChoiceButton
          key={shown.choice.action}
          result={result}
          shown={shown}
          isFresh={isFresh}
          hasMark
          onTake={({ choice }) => choose(choice.action)}
        />
      ))}
      {choices.length === 0 && <Nothing isWaiting={waiting.length > 0} />}
      {waiting.map((one) => (
        <WaitingButton key={one.actor} result={result} waiting={one} hasMark />
      ))}
      <Inside />
    </div>
  );
}
