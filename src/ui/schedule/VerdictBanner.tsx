import { selectMuted } from '../../store/prediction.ts';
import { type VerdictEntry, verdictsOf } from '../../store/run-selectors.ts';
import { runCommandById } from '../commands/run-command.ts';
import { showMachineTab } from '../machine/tab-state.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { ActorMark } from './ChoiceButton.tsx';
import { WHY_FATAL } from './why-fatal.ts';
import './verdicts.css';
import { type ToolContentProps, ToolPopover } from './ToolPopover.tsx';
import { WHAT_TO_DO } from './what-to-do.ts';

interface Standing {
  readonly entry: VerdictEntry;
  readonly nth: number;
  /** Where it is seen from the cursor. */
  readonly tense: 'here' | 'past' | 'ahead';
}

/** Of the last step with a verdict up to the cursor the first: what a step gets wrong later follows from it. */
function lastUpTo(verdicts: readonly VerdictEntry[], cursor: number): number {
  const last = verdicts.findLast(({ step }) => step < cursor);
  return verdicts.findIndex(({ step }) => step === last?.step);
}

/** The verdict that matters at the cursor: the last one up to it, or the first that is to come. */
function useStanding(verdicts: readonly VerdictEntry[]): Standing | null {
  const last = usePage(({ cursor }) => lastUpTo(verdicts, cursor));
  const isHere = usePage(({ cursor }) => verdicts[last]?.step === cursor - 1);
  const nth = Math.max(0, last);
  const entry = verdicts[nth];
  if (!entry) return null;
  return { entry, nth, tense: last < 0 ? 'ahead' : isHere ? 'here' : 'past' };
}

const TENSES = { here: 'at this step', past: 'before this step', ahead: 'ahead' } as const;

function Icon() {
  return (
    <svg className="verdict-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" />
      <path className="verdict-cross" d="M6.5 6.5l7 7M13.5 6.5l-7 7" />
    </svg>
  );
}

function Words({ standing, count }: { standing: Standing; count: number }) {
  const { entry, nth, tense } = standing;
  const result = usePage((page) => page.result);
  const name = result?.timeline?.actors[entry.actor]?.name;
  return (
    <div className="verdict-words">
      <p className="verdict-head">
        <ActorMark result={result} actor={entry.actor} />
        <b>
          <span aria-hidden="true">{name}: </span>
          {entry.title}
        </b>
        <span className="verdict-where">
          step {entry.step + 1}, {TENSES[tense]}
          {count > 1 && ` · ${nth + 1} of ${count}`}
        </span>
      </p>
      {/* At the step itself the transport says the sentence. */}
      <p>
        {tense !== 'here' && `${entry.sentence} `}
        {WHY_FATAL[entry.verdict.verdict]}
      </p>
    </div>
  );
}

/** All verdicts of the run, to go to. */
function VerdictList({ onDone }: ToolContentProps) {
  const { seek } = useActions();
  const verdicts = usePage(verdictsOf);
  const result = usePage((page) => page.result);
  return (
    <ol className="verdict-list">
      {verdicts.map(({ step, actor, title, verdict }) => (
        <li key={`${step} ${verdict.verdict}`}>
          <button
            type="button"
            className="link-button"
            onClick={() => {
              seek(step + 1);
              onDone();
            }}
          >
            step {step + 1}
          </button>
          <ActorMark result={result} actor={actor} />
          <span>{title}</span>
        </li>
      ))}
    </ol>
  );
}

/** How the mechanism avoids what went wrong at the cursor, and the ways from here. */
function Advice({ onDone }: ToolContentProps) {
  const { seek, pin, cutHere } = useActions();
  const standing = useStanding(usePage(verdictsOf));
  if (!standing) return null;
  const { entry } = standing;
  const then = (act: () => void) => () => {
    act();
    onDone();
  };
  return (
    <div className="verdict-advice">
      <h3>{entry.title}: what to do</h3>
      <p>{WHAT_TO_DO[entry.verdict.verdict]}</p>
      <div className="verdict-ways">
        <button type="button" className="button is-small" onClick={then(() => seek(entry.step))}>
          Go to just before it
        </button>
        <button
          type="button"
          className="button is-small"
          onClick={then(() => {
            seek(entry.step);
            cutHere();
          })}
        >
          Steer another way from there
        </button>
        <button
          type="button"
          className="button is-small"
          onClick={then(() => {
            pin({ kind: 'cpu', actor: entry.actor });
            showMachineTab('inspector');
          })}
        >
          Inspect the CPU
        </button>
      </div>
    </div>
  );
}

function Tools({ standing, verdicts }: { standing: Standing; verdicts: readonly VerdictEntry[] }) {
  const { seek } = useActions();
  const { entry, nth, tense } = standing;
  const goTo = (step: number): void => seek(step + 1);
  const before = tense === 'ahead' ? undefined : verdicts[nth - 1];
  const behind = tense === 'ahead' ? entry : verdicts.find(({ step }) => step > entry.step);
  return (
    <div className="verdict-tools">
      <button
        type="button"
        className="button is-small"
        disabled={tense === 'here'}
        onClick={() => goTo(entry.step)}
      >
        Go to the step
      </button>
      <ToolPopover label="What to do" name="What to do" Content={Advice} />
      {verdicts.length > 1 && (
        <>
          <button
            type="button"
            className="button is-small"
            disabled={!before}
            onClick={() => before && goTo(before.step)}
          >
            Previous
          </button>
          <button
            type="button"
            className="button is-small"
            disabled={!behind}
            onClick={() => behind && goTo(behind.step)}
          >
            Next
          </button>
          <ToolPopover
            label={`All ${verdicts.length}`}
            name="Verdicts of this run"
            Content={VerdictList}
          />
        </>
      )}
    </div>
  );
}

/** In the verdict's place while a prediction is asked for, whatever the run does. */
function HiddenVerdict() {
  const store = usePageStore();
  return (
    <section className="verdict-banner is-ahead" aria-label="Verdict">
      <HiddenIcon />
      <p>
        Predict first: whether this run goes wrong, and where, is hidden until you have answered.
      </p>
      <div className="verdict-tools">
        <button
          type="button"
          className="button is-small"
          onClick={() => runCommandById('explore', store)}
        >
          Answer
        </button>
      </div>
    </section>
  );
}

function HiddenIcon() {
  return (
    <svg className="verdict-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" />
      <path className="verdict-cross" d="M7 7.6a3 3 0 1 1 4.4 2.6q-1.4.8-1.4 2.2M10 14.4v1.2" />
    </svg>
  );
}

/** Says what goes wrong in this run, where, and why it is fatal. `folded`: the words are a tap away. */
export function VerdictBanner({ folded = false }: { folded?: boolean }) {
  return usePage(selectMuted) ? <HiddenVerdict /> : <ShownVerdict folded={folded} />;
}

function ShownVerdict({ folded }: { folded: boolean }) {
  const verdicts = usePage(verdictsOf);
  const at = useStanding(verdicts);
  return (
    <>
      {/* Mounted before there is anything to say: only then is it read out. The transport says the sentence. */}
      <p className="visually-hidden" role="status">
        {at && at.tense !== 'ahead' ? `${at.entry.title}, in step ${at.entry.step + 1}` : ''}
      </p>
      {at && !(folded && at.tense === 'ahead') && (
        <section className={`verdict-banner is-${at.tense}`} aria-label="Verdict">
          <Icon />
          {folded ? (
            <details className="verdict-fold">
              <summary>
                {at.entry.title}, step {at.entry.step + 1}
              </summary>
              <Words standing={at} count={verdicts.length} />
              <Tools standing={at} verdicts={verdicts} />
            </details>
          ) : (
            <>
              <Words standing={at} count={verdicts.length} />
              <Tools standing={at} verdicts={verdicts} />
            </>
          )}
        </section>
      )}
    </>
  );
}
