import { type KeyboardEvent, useState } from 'react';
import type { Diagnostic } from '../../core/base/index.ts';
import { usePage } from '../shell/page-context.tsx';
import { applyEdits } from './apply-edits.ts';
import type { LineIndex } from './line-index.ts';
import { Problem } from './Problem.tsx';
import './problems.css';
import { countWords, problemGroups, SEVERITY_WORDS, spokenProblems } from './problem-words.ts';
import { TAB_KEYS } from './tab-keys.ts';
import { TEMPLATE } from './template.ts';
import { useFixes } from './use-fixes.ts';
import type { EditorMode } from './use-full-editor.ts';
import { useSettled } from './use-settled.ts';

/** More would only hide the first ones, which are the ones to mend first. */
const MAX_SHOWN = 200;

/** Long enough for nobody to be told of a word that is still being typed. */
const SPEAK_AFTER_MS = 1_000;

const MOVES: Readonly<Record<string, (idx: number, last: number) => number>> = {
  ArrowDown: (idx, last) => Math.min(idx + 1, last),
  ArrowUp: (idx) => Math.max(idx - 1, 0),
  Home: () => 0,
  End: (_idx, last) => last,
};

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const move = MOVES[event.key];
  if (!move) return;
  const items = [...event.currentTarget.querySelectorAll('.problem')];
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[move(here, items.length - 1)];
  event.preventDefault();
  next?.querySelector('button')?.focus();
}

function ProblemsList({
  diagnostics,
  index,
}: {
  diagnostics: readonly Diagnostic[];
  index: LineIndex;
}) {
  const fixesOf = useFixes();
  const groups = problemGroups(diagnostics.slice(0, MAX_SHOWN));
  const [active, setActive] = useState(0);
  const last = Math.min(diagnostics.length, MAX_SHOWN) - 1;
  const reachable = Math.min(active, last);
  let nth = -1;
  return (
    <div className="problems-list" onKeyDown={moveFocus}>
      {groups.map(({ severity, problems }) => (
        <section key={severity} aria-label={SEVERITY_WORDS[severity][1]}>
          {groups.length > 1 && <h3 className="problems-head">{countWords(problems)}</h3>}
          <ol>
            {problems.map((diagnostic) => {
              nth += 1;
              const own = nth;
              return (
                <Problem
                  key={own}
                  diagnostic={diagnostic}
                  index={index}
                  fixes={fixesOf(diagnostic)}
                  tabIndex={own === reachable ? 0 : -1}
                  onFocus={() => setActive(own)}
                />
              );
            })}
          </ol>
        </section>
      ))}
      {diagnostics.length > MAX_SHOWN && (
        <p className="problems-more">and {diagnostics.length - MAX_SHOWN} more</p>
      )}
    </div>
  );
}

/** How the Tab key gets out of the editor on screen. */
function LeaveHint({ mode }: { mode: EditorMode }) {
  if (mode === 'touch' || mode === 'loading') return null;
  return (
    <p className="editor-hint">
      {mode === 'full' ? (
        <>
          <kbd>{TAB_KEYS}</kbd> lets Tab leave
        </>
      ) : (
        <>
          <kbd>Esc</kbd> <kbd>Tab</kbd> leaves
        </>
      )}
    </p>
  );
}

/** Everything that the engine has to say about the present text; a click goes there. */
export function Problems({ index, mode }: { index: LineIndex; mode: EditorMode }) {
  const diagnostics = usePage((page) => page.diagnostics);
  const failed = usePage((page) => page.engine === 'crashed');
  const isBlank = usePage((page) => page.text.trim() === '');
  const spoken = useSettled(spokenProblems(diagnostics, index), SPEAK_AFTER_MS);
  const words = failed
    ? 'Not checked: the engine failed on this text'
    : countWords(diagnostics) || 'No problems';
  return (
    <section className="problems" aria-label="Problems">
      <div className="problems-bar">
        <p className={failed ? 'problems-summary is-failed' : 'problems-summary'}>
          {isBlank ? 'Nothing written yet' : words}
        </p>
        {isBlank && (
          <button
            type="button"
            className="link-button"
            onClick={() => applyEdits([{ span: { start: 0, end: 0 }, text: TEMPLATE }])}
          >
            Start with one tail call
          </button>
        )}
        <LeaveHint mode={mode} />
      </div>
      <p className="visually-hidden" role="status">
        {failed || isBlank ? '' : spoken}
      </p>
      {diagnostics.length > 0 && <ProblemsList diagnostics={diagnostics} index={index} />}
    </section>
  );
}
