import { ActorName } from '../ActorName.tsx';
import { StepLink } from '../StepLink.tsx';
import type { Wait } from '../wait-reasons.ts';

/** Why an actor cannot go on: what it is in, and what each of those that it waits for must do. */
export function WaitFacts({ wait }: { wait: Wait }) {
  return (
    <div className="wait">
      <p>
        <ActorName actor={wait.actor} /> waits in <code>{wait.what}</code>{' '}
        {wait.since !== null && <StepLink step={wait.since} word="since" label="The wait began" />}
      </p>
      <ul aria-label="Waited for">
        {wait.for.map(({ actor, must, since }) => (
          <li key={actor}>
            <ActorName actor={actor} /> {must}
            {since !== null && (
              <span className="quiet">
                {' '}
                ({wait.kind === 'rcu' ? 'entered in' : 'from'} <StepLink step={since} />)
              </span>
            )}
          </li>
        ))}
        {wait.for.length === 0 && <li>nobody any more: it can go on</li>}
      </ul>
    </div>
  );
}
