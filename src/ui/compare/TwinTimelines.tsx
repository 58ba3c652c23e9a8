import type { ComparedRow, ComparedStep, Comparison } from '../../core/pipeline/index.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import './twin-timelines.css';

type Side = 'a' | 'b';

const HUES = 4;
const LANE = 12;

/** Actors of both, in the order in which they first move; CPUs by their numbers first. */
function actorsOf(rows: readonly ComparedRow[]): ComparedStep[] {
  const found = new Map<string, ComparedStep>();
  for (const { a, b } of rows) {
    for (const step of [a, b]) if (step && !found.has(step.actor)) found.set(step.actor, step);
  }
  const rank = ({ cpu }: ComparedStep): number => cpu ?? Number.MAX_SAFE_INTEGER;
  return [...found.values()].sort((x, y) => rank(x) - rank(y));
}

interface LanesProps {
  readonly comparison: Comparison;
  readonly side: Side;
  readonly actors: readonly ComparedStep[];
  readonly cursor: number;
}

/** What a row is drawn as. */
function lookOf(step: ComparedStep, nth: number): string {
  if (step.isFault) return 'twin-step is-fault';
  return step.cpu === null ? 'twin-step' : `twin-step is-cpu-${1 + (nth % HUES)}`;
}

interface Column {
  readonly column: number;
  readonly step: ComparedStep | null;
  readonly lane: number;
  /** Behind it; where the side has no step, as they were. */
  readonly states: ComparedStep['sites'];
}

function columnsOf(
  { rows, sites }: Comparison,
  side: Side,
  actors: readonly ComparedStep[],
): Column[] {
  let { states } = sites[side];
  return rows.map((row, column) => {
    const step = row[side];
    states = step?.sites ?? states;
    const lane = step ? actors.findIndex(({ actor }) => actor === step.actor) : -1;
    return { column, step, lane, states };
  });
}

/** A lane an actor, then one a descriptor with the states of its sites; a column a row of the comparison. */
function Lanes({ comparison, side, actors, cursor }: LanesProps) {
  const { rows } = comparison;
  const sites = comparison.sites[side];
  const height = (actors.length + sites.names.length) * LANE;
  const columns = columnsOf(comparison, side, actors);
  return (
    <svg
      className="twin-lanes"
      viewBox={`0 0 ${Math.max(1, rows.length)} ${Math.max(LANE, height)}`}
      preserveAspectRatio="none"
      style={{ height: Math.max(LANE, height) }}
      aria-hidden="true"
    >
      {columns.map(({ column, step, lane, states: at }) => (
        <g key={column}>
          {step && lane >= 0 && (
            <rect
              className={lookOf(step, lane)}
              x={column}
              y={lane * LANE + 1}
              width={0.92}
              height={LANE - 2}
            />
          )}
          {at.map((state, nth) => (
            <rect
              key={nth}
              className={`twin-state is-${state}`}
              x={column}
              y={(actors.length + nth) * LANE + 4}
              width={1}
              height={LANE - 6}
            />
          ))}
        </g>
      ))}
      <rect className="twin-cursor" x={cursor} y={0} width={1} height={height} />
    </svg>
  );
}

function sentenceOf(step: ComparedStep | null): string {
  return step ? step.sentence || step.title || 'goes on' : 'Nothing: this side has no step here.';
}

function Here({ comparison, side, cursor }: Omit<LanesProps, 'actors'>) {
  const step = comparison.rows[cursor]?.[side] ?? null;
  return (
    <p className={step?.isFault ? 'twin-here is-fault' : 'twin-here'}>
      <span className="compare-letter">{side.toUpperCase()}</span>{' '}
      {step?.sites.map((state, nth) => (
        <SiteGlyph key={nth} state={state} size={12} />
      ))}{' '}
      {sentenceOf(step)}
    </p>
  );
}

function Names({ actors, names }: { actors: readonly ComparedStep[]; names: readonly string[] }) {
  return (
    <span className="twin-names" aria-hidden="true">
      {[...actors.map(({ actor }) => actor), ...names].map((name, nth) => (
        <span key={nth}>{name}</span>
      ))}
    </span>
  );
}

interface TwinProps {
  readonly comparison: Comparison;
  /** Row that is looked at; null: where they part. */
  readonly wanted: number | null;
  onCursor(cursor: number): void;
}

/** The same schedule on both timelines, with one cursor. */
export function TwinTimelines({ comparison, wanted, onCursor }: TwinProps) {
  const { rows, divergesAt } = comparison;
  const last = Math.max(0, rows.length - 1);
  if (rows.length === 0) return null;
  const cursor = Math.min(wanted ?? divergesAt ?? 0, last);
  const actors = actorsOf(rows);
  return (
    <section className="twin" aria-label="Both timelines">
      {(['a', 'b'] as const).map((side) => (
        <div key={side} className="twin-side">
          <span className="compare-letter">{side.toUpperCase()}</span>
          <Names actors={actors} names={comparison.sites[side].names} />
          <Lanes comparison={comparison} side={side} actors={actors} cursor={cursor} />
        </div>
      ))}
      <label className="twin-slider">
        <span className="twin-place">
          step {cursor + 1} of {rows.length}
        </span>
        <input
          type="range"
          min={0}
          max={last}
          value={cursor}
          aria-label="Cursor of both timelines"
          aria-valuetext={`step ${cursor + 1}. A: ${sentenceOf(rows[cursor]?.a ?? null)} B: ${sentenceOf(rows[cursor]?.b ?? null)}`}
          onChange={(event) => onCursor(Number(event.currentTarget.value))}
        />
      </label>
      <Here comparison={comparison} side="a" cursor={cursor} />
      <Here comparison={comparison} side="b" cursor={cursor} />
    </section>
  );
}
