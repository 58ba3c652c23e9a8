import type { ComparedSide, Comparison } from '../../core/pipeline/index.ts';
import { selectMuted } from '../../store/prediction.ts';
import { usePage } from '../shell/page-context.tsx';
import { compareFacts } from './compare-facts.ts';

function Verdict({ side, isMuted }: { side: ComparedSide; isMuted: boolean }) {
  const { refused, verdicts } = side;
  const words = refused.length > 0 ? refused : verdicts;
  if (words.length === 0 && isMuted) return <span className="compare-rest">You predict</span>;
  if (words.length === 0) return <span className="compare-ok">Nothing went wrong</span>;
  return (
    <ul className="compare-bad">
      {words.map((line, idx) => (
        <li key={idx}>
          <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
            <path d="M2 2l8 8M10 2l-8 8" />
          </svg>
          {refused.length > 0 && 'Does not run: '}
          {line}
        </li>
      ))}
    </ul>
  );
}

function Names({ side: { mapPoke, textPoke, layout, kernel } }: { side: ComparedSide }) {
  return (
    <>
      <span className="compare-name">{mapPoke}</span>
      <span className="compare-rest">
        {textPoke}, Linux {kernel}
      </span>
      <span className="compare-rest">{layout}</span>
    </>
  );
}

/** What each side came to, and which numbers differ. */
export function CompareSummary({ comparison }: { comparison: Comparison }) {
  const isMuted = usePage(selectMuted);
  const { a, b } = comparison;
  const facts = compareFacts(comparison);
  const same = facts.filter((fact) => fact.a === fact.b);
  return (
    <table className="compare-summary">
      <caption className="visually-hidden">What each side came to</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">
            <span className="compare-letter">A</span> <Names side={a} />
          </th>
          <th scope="col">
            <span className="compare-letter">B</span> <Names side={b} />
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">On this schedule</th>
          <td>
            <Verdict side={a} isMuted={isMuted} />
          </td>
          <td>
            <Verdict side={b} isMuted={isMuted} />
          </td>
        </tr>
        {facts
          .filter((fact) => fact.a !== fact.b)
          .map((fact) => (
            <tr key={fact.label} className="is-other">
              <th scope="row">{fact.label}</th>
              <td>{fact.a}</td>
              <td>{fact.b}</td>
            </tr>
          ))}
        {same.length > 0 && (
          <tr>
            <th scope="row">The same</th>
            <td colSpan={2} className="compare-equal">
              {same.map(({ label, a: value }) => (
                <span key={label}>
                  {label}: {value}
                </span>
              ))}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
