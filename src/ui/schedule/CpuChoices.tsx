import { useActions } from '../shell/page-context.tsx';
import './moves.css';
import { ChoiceButton, WaitingButton } from './ChoiceButton.tsx';
import { useChoicesOf } from './choice-feed.ts';

/** What one CPU can do next, as buttons: for its card. */
export function CpuChoices({ actor }: { readonly actor: number }) {
  const { choose } = useActions();
  const { result, choices, waiting, isFresh } = useChoicesOf(actor);
  if (choices.length + waiting.length === 0) return null;
  const name = result?.timeline?.actors[actor]?.name ?? 'this CPU';
  return (
    <div className="moves is-card" role="group" aria-label={`Next for ${name}`}>
      {choices.map((shown) => (
        <ChoiceButton
          key={shown.choice.action}
          result={result}
          shown={shown}
          isFresh={isFresh}
          hasMark={false}
          onTake={({ choice }) => choose(choice.action)}
        />
      ))}
      {waiting.map((one) => (
        <WaitingButton key={one.reason} result={result} waiting={one} hasMark={false} />
      ))}
    </div>
  );
}
