import { useState } from 'react';
import type { PropertyId } from '../../core/explore/index.ts';
import type { Guess } from '../../store/explorer-model.ts';
import { judgedBy } from '../../store/explorer-view.ts';
import { selectHidden } from '../../store/prediction.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { failureTitle } from './explorer-words.ts';
import './prediction.css';

/** Starts the search if there is none of this lab. */
function useCommit(): (guess: Omit<Guess, 'text'>) => void {
  const store = usePageStore();
  return (guess) => {
    const { search, text, setGuess, check } = store.getState();
    setGuess(guess);
    if (search.kind === 'none' || search.kind === 'failed' || search.text !== text) check();
  };
}

interface HowProps {
  readonly judged: readonly PropertyId[];
  readonly value: PropertyId | '';
  onChange(property: PropertyId | ''): void;
}

function How({ judged, value, onChange }: HowProps) {
  return (
    <label className="prediction-how">
      How, if you like
      <select
        className="setup-select"
        value={value}
        onChange={({ currentTarget }) =>
          onChange(judged.find((id) => id === currentTarget.value) ?? '')
        }
      >
        <option value="">I do not say</option>
        {judged.map((id) => (
          <option key={id} value={id}>
            {failureTitle(id)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Question() {
  const commit = useCommit();
  const settings = usePage((page) => page.explorer);
  const judged = judgedBy(settings);
  const [verdict, setVerdict] = useState<Guess['verdict'] | null>(null);
  const [property, setProperty] = useState<PropertyId | ''>('');
  return (
    <form
      className="prediction"
      aria-label="Your prediction"
      onSubmit={(event) => {
        event.preventDefault();
        if (!verdict) return;
        commit({ verdict, property: verdict === 'fail' && property !== '' ? property : null });
      }}
    >
      <fieldset>
        <legend>What will the search find?</legend>
        <label className="prediction-choice">
          <input
            type="radio"
            name="verdict"
            checked={verdict === 'pass'}
            onChange={() => setVerdict('pass')}
          />
          It holds in every order
        </label>
        <label className="prediction-choice">
          <input
            type="radio"
            name="verdict"
            checked={verdict === 'fail'}
            onChange={() => setVerdict('fail')}
          />
          Some order breaks it
        </label>
      </fieldset>
      {verdict === 'fail' && <How judged={judged} value={property} onChange={setProperty} />}
      <button type="submit" className="button is-small is-primary" disabled={verdict === null}>
        Commit and reveal
      </button>
    </form>
  );
}

/** Asks before it tells. */
export function Prediction() {
  const isHidden = usePage(selectHidden);
  const text = usePage((page) => page.text);
  return isHidden ? <Question key={text} /> : null;
}
