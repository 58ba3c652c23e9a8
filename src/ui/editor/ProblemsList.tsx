import { type KeyboardEvent, useState } from 'react';
import type { Diagnostic } from '../../core/base/index.ts';
import type { LineIndex } from './line-index.ts';
import { Problem } from './Problem.tsx';
import { countWords, problemGroups, SEVERITY_WORDS } from './problem-words.ts';
import { useFixes } from './use-fixes.ts';

/** More would only hide the first ones, which are the ones to mend first. */
const MAX_SHOWN = 200;

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

/** Problems by severity; arrows go from one to the next. */
export function ProblemsList({
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
  // Their places in the list, over all groups.
  const ordered = groups.flatMap(({ problems }) => problems);
  return (
    <div className="problems-list" onKeyDown={moveFocus}>
      {groups.map(({ severity, problems }) => (
        <section key={severity} aria-label={SEVERITY_WORDS[severity][1]}>
          {groups.length > 1 && <h3 className="problems-head">{countWords(problems)}</h3>}
          <ol>
            {problems.map((diagnostic) => {
              const own = ordered.indexOf(diagnostic);
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
