import type { DoneSearch } from '../../store/explorer-model.ts';
import { judgeGuess } from '../../store/explorer-view.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import {
  coverageWords,
  failureWords,
  reductionWords,
  timeWords,
  verdictWords,
} from './explorer-words.ts';
import { Failures } from './Failures.tsx';
import { Outcomes } from './Outcomes.tsx';
import { ResultExport } from './ResultExport.tsx';
import { SiteStates } from './SiteStates.tsx';
import { frameRefusal } from './use-refusal.ts';
import { VerdictIcon } from './VerdictIcon.tsx';
import './results.css';

/** How the reader's answer fared. */
function GuessOutcome({ search }: { search: DoneSearch }) {
  const { setGuess } = useActions();
  const guess = usePage(({ predict, guess: made, text }) =>
    predict && made?.text === text ? made : null,
  );
  if (!guess) return null;
  const outcome = judgeGuess(guess, search.result);
  const said =
    guess.verdict === 'pass'
      ? 'that it holds in every order'
      : guess.property === null
        ? 'that some order breaks it'
        : `that some order breaks it: ${failureWords(guess.property)}`;
  const words = !outcome
    ? 'The search cannot say.'
    : outcome.isRight
      ? 'You were right.'
      : outcome.isNear
        ? 'It fails, but in another way.'
        : 'It is the other way round.';
  return (
    <p className={outcome?.isRight ? 'guess-outcome is-right' : 'guess-outcome'}>
      <span>
        You said {said}. <b>{words}</b>
      </span>
      <button type="button" className="link-button" onClick={() => setGuess(null)}>
        Answer again
      </button>
    </p>
  );
}

const PASS_WORDS = 'No schedule breaks a property that it is judged by.';

function explanation({ result }: DoneSearch): string {
  const { verdict, unfinished } = result;
  if (verdict === 'pass') return PASS_WORDS;
  if (verdict === 'fail') {
    return unfinished === null
      ? ''
      : `The search ended early (${unfinished}), so there may be other failures.`;
  }
  return 'No failure was met so far. What was not looked at may still fail.';
}

/** The verdict, what it rests on, and what to look at next. */
export function Results({ search }: { search: DoneSearch }) {
  const { result, milliseconds } = search;
  const { verdict } = result;
  const words = explanation(search);
  const frame = usePage(({ embed }) => frameRefusal(embed));
  return (
    <div className="results">
      <section className={`verdict-card is-${verdict}`} aria-label="Verdict of the search">
        <h3 className="verdict-title">
          <VerdictIcon verdict={verdict} />
          {verdictWords(result)}
        </h3>
        <GuessOutcome search={search} />
        {words !== '' && <p>{words}</p>}
        <p className="verdict-coverage">
          {coverageWords(result)} {reductionWords(result)} Took {timeWords(milliseconds)}.
        </p>
        {frame && <p>{frame}</p>}
      </section>
      <Failures search={search} />
      <Outcomes search={search} />
      <SiteStates search={search} />
      <ResultExport search={search} />
    </div>
  );
}
