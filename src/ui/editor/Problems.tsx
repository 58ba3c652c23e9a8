import type { Diagnostic } from '../../core/base/index.ts';
import { usePage } from '../shell/page-context.tsx';
import { hintFor } from './hints.ts';
import { reveal } from './jump.ts';
import { type LineIndex, lineAt } from './line-index.ts';

/** More would only hide the first ones, which are the ones to mend first. */
const MAX_SHOWN = 200;

const WORDS = { error: 'error', warning: 'warning', info: 'note' } as const;

function placeOf(index: LineIndex, offset: number): string {
  const line = lineAt(index, offset);
  return `${line + 1}:${offset - (index.starts[line] ?? 0) + 1}`;
}

function Problem({ diagnostic, index }: { diagnostic: Diagnostic; index: LineIndex }) {
  const { severity, span, message, code, related = [] } = diagnostic;
  const hint = hintFor(diagnostic);
  return (
    <li className={`problem is-${severity}`}>
      <button type="button" className="problem-button" onClick={() => reveal(span)}>
        <span className="problem-severity">{WORDS[severity]}</span>
        <span className="problem-place">{placeOf(index, span.start)}</span>
        <code className="problem-code">{code}</code>
        <span className="problem-message">{message}</span>
      </button>
      {hint && <p className="problem-hint">{hint}</p>}
      {related.map((place) => (
        <button
          key={`${place.span.start}-${place.message}`}
          type="button"
          className="problem-button is-related"
          onClick={() => reveal(place.span)}
        >
          <span className="problem-place">{placeOf(index, place.span.start)}</span>
          <span className="problem-message">{place.message}</span>
        </button>
      ))}
    </li>
  );
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const rest = diagnostics.length - errors;
  const parts = [
    errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : '',
    rest > 0 ? `${rest} ${rest === 1 ? 'note' : 'notes'}` : '',
  ];
  return parts.filter(Boolean).join(', ') || 'No problems';
}

/** Everything that the engine has to say about the present text; a click goes there. */
export function Problems({ index }: { index: LineIndex }) {
  const diagnostics = usePage((page) => page.diagnostics);
  return (
    <section className="problems" aria-label="Problems">
      <p className="problems-summary" role="status">
        {summary(diagnostics)}
      </p>
      {diagnostics.length > 0 && (
        <ol className="problems-list">
          {diagnostics.slice(0, MAX_SHOWN).map((diagnostic, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may come twice
            <Problem key={i} diagnostic={diagnostic} index={index} />
          ))}
        </ol>
      )}
      {diagnostics.length > MAX_SHOWN && (
        <p className="problems-more">and {diagnostics.length - MAX_SHOWN} more</p>
      )}
    </section>
  );
}
