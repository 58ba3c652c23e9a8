import type { Diagnostic } from '../../core/base/index.ts';
import type { QuickFix } from '../../core/language/index.ts';
import { applyEdits } from './apply-edits.ts';
import { hintFor } from './hints.ts';
import { reveal } from './jump.ts';
import type { LineIndex } from './line-index.ts';
import { placeWords, SEVERITY_WORDS } from './problem-words.ts';
import { Words } from './Words.tsx';

interface ProblemProps {
  readonly diagnostic: Diagnostic;
  readonly index: LineIndex;
  readonly fixes: readonly QuickFix[];
  /** -1 for all but one: arrows go between problems, Tab leaves the list. */
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
}

/** One finding: where, what, what to do about it, and buttons that do it. */
export function Problem({ diagnostic, index, fixes, tabIndex, onFocus }: ProblemProps) {
  const { severity, span, message, code, related = [] } = diagnostic;
  const hint = hintFor(diagnostic);
  return (
    <li className={`problem is-${severity}`} onFocus={onFocus}>
      <button
        type="button"
        className="problem-button"
        tabIndex={tabIndex}
        onClick={() => reveal(span)}
      >
        <span className="problem-severity">{SEVERITY_WORDS[severity][0]}</span>
        <span className="problem-place">{placeWords(index, span.start)}</span>
        <code className="problem-code">{code}</code>
        <span className="problem-message">{message}</span>
      </button>
      {hint && (
        <p className="problem-hint">
          <Words text={hint} />
        </p>
      )}
      {fixes.length > 0 && (
        <p className="problem-fixes">
          {fixes.map((fix) => (
            <button
              key={fix.title}
              type="button"
              className="button problem-fix"
              tabIndex={tabIndex}
              onClick={() => applyEdits(fix.edits)}
            >
              {fix.title}
            </button>
          ))}
        </p>
      )}
      {related.map((place) => (
        <button
          key={`${place.span.start}-${place.message}`}
          type="button"
          className="problem-button is-related"
          tabIndex={tabIndex}
          onClick={() => reveal(place.span)}
        >
          <span className="problem-place">{placeWords(index, place.span.start)}</span>
          <span className="problem-message">{place.message}</span>
        </button>
      ))}
    </li>
  );
}
