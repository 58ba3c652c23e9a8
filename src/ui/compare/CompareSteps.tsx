import { Fragment, useState } from 'react';
import type { ComparedRow, ComparedStep, Comparison } from '../../core/pipeline/index.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';

/** Rows that stay in sight before the sides part. */
const KEPT = 3;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const HUES = 4;
/** Glyphs of a row; more sites than that are too small to read. */
const MOST_SITES = 4;

/** CPUs of the rows in order of their numbers: letters as everywhere on the page. */
function cpusOf(rows: readonly ComparedRow[]): number[] {
  const cpus = rows.flatMap(({ a, b }) => [a?.cpu ?? null, b?.cpu ?? null]);
  return [...new Set(cpus.filter((cpu) => cpu !== null))].sort((x, y) => x - y);
}

function Actor({ step, cpus }: { step: ComparedStep; cpus: readonly number[] }) {
  const nth = step.cpu === null ? -1 : cpus.indexOf(step.cpu);
  return (
    <span className="compare-actor">
      {nth >= 0 && <CpuTag letter={LETTERS[nth % LETTERS.length] ?? '?'} hue={1 + (nth % HUES)} />}
      {step.actor}
    </span>
  );
}

function Sites({ sites }: { sites: ComparedStep['sites'] }) {
  return (
    <span className="compare-sites">
      {sites.slice(0, MOST_SITES).map((state, idx) => (
        <Fragment key={`${idx}-${state}`}>
          <SiteGlyph state={state} size={12} />
        </Fragment>
      ))}
      <span className="visually-hidden">{sites.join(', ')}</span>
    </span>
  );
}

function Cell({ step, cpus }: { step: ComparedStep | null; cpus: readonly number[] }) {
  if (!step) {
    return (
      <td className="compare-cell is-none">
        <span className="visually-hidden">no step</span>
      </td>
    );
  }
  return (
    <td className={step.isFault ? 'compare-cell is-fault' : 'compare-cell'} title={step.sentence}>
      <span className="compare-line">
        <Sites sites={step.sites} />
        <Actor step={step} cpus={cpus} />
        <span className="compare-title">{step.title || 'goes on'}</span>
      </span>
      {step.statement && <code className="compare-statement">{step.statement}</code>}
    </td>
  );
}

interface MarkProps {
  readonly children: string;
}

function Mark({ children }: MarkProps) {
  return (
    <tr className="compare-mark">
      <td colSpan={3}>{children}</td>
    </tr>
  );
}

/** Step beside step. */
export function CompareSteps({ comparison }: { comparison: Comparison }) {
  const { rows, divergesAt, omitted } = comparison;
  const [showsSame, setShowsSame] = useState(false);
  const cpus = cpusOf(rows);
  const same = divergesAt ?? rows.length;
  const hidden = showsSame ? 0 : Math.max(0, same - KEPT);
  const behind = rows.findIndex(({ isBehind }) => isBehind);
  return (
    <section className="compare-steps" aria-label="Steps of both sides">
      {same > KEPT && (
        <p className="compare-same">
          {divergesAt === null
            ? `All ${rows.length} steps are the same on both sides.`
            : `The first ${same} steps are the same on both sides.`}{' '}
          <button type="button" className="link-button" onClick={() => setShowsSame(!showsSame)}>
            {showsSame ? 'Show the last of them only' : 'Show them all'}
          </button>
        </p>
      )}
      <table className="compare-table">
        <caption className="visually-hidden">
          What A and B did with each turn of the schedule
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Step</span>
            </th>
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(hidden).map((row, nth) => {
            const idx = hidden + nth;
            return (
              <Fragment key={idx}>
                {idx === divergesAt && <Mark>From here on they do not do the same</Mark>}
                {idx === behind && <Mark>The schedule is over: the actors take turns</Mark>}
                <tr>
                  <th scope="row" className="compare-nth">
                    {idx + 1}
                  </th>
                  <Cell step={row.a} cpus={cpus} />
                  <Cell step={row.b} cpus={cpus} />
                </tr>
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {omitted > 0 && <p className="compare-same">{omitted} further rows are not shown.</p>}
    </section>
  );
}
