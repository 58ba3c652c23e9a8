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

/** What everybody can do next, one button each. */
export function ChoiceStrip() {
  const { choose } = useActions();
  const { result, choices, waiting, isFresh } = useChoices();
  const inside = usePage((page) => page.inside);
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
      {inside > 0 && (
        <span className="moves-inside">instruction {inside} inside the step marked</span>
      )}
    </div>
  );
}
