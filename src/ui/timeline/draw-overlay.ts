// D3 drawing above and below the lanes: ruler, time zero, lit columns, hits, verdicts, the loop. The
// cursor is not among them: it moves in a layer of its own (CursorLayer).

import { select } from 'd3';
import type { StepRange } from '../../store/model.ts';
import { RULER_HEIGHT } from './lane-layout.ts';
import type { VerdictMark } from './lane-model.ts';
import { markPath } from './mark-shape.ts';
import { visibleRuns } from './step-runs.ts';
import { type ColumnScale, columnWidth } from './visible-bands.ts';

/** What is lit, as steps in ascending order. */
export interface LitSteps {
  readonly pinned: readonly number[];
  readonly hovered: readonly number[];
  /** Found by the search. */
  readonly hits: readonly number[];
  /** What was found in this run depends on them. */
  readonly causal: readonly number[];
  /** Column under the pointer. */
  readonly pointed: number | null;
}

export interface RunLines {
  readonly stepCount: number;
  readonly zero: number;
  readonly verdicts: readonly VerdictMark[];
  readonly loop: StepRange | null;
  /** Where a dragged block would go. */
  readonly dropAt: number | null;
}

/** More verdicts than this in the window could not be told apart. */
const MOST_VERDICTS = 200;

function verdictsIn(verdicts: readonly VerdictMark[], x: ColumnScale): readonly VerdictMark[] {
  const [from = 0, to = 0] = x.domain();
  return verdicts.filter(({ step }) => step + 1 > from && step < to).slice(0, MOST_VERDICTS);
}

/** The group of `name` below `root`, made on first use. */
function layer(root: SVGGElement, name: string) {
  return select(root)
    .selectAll<SVGGElement, null>(`g.${name}`)
    .data([null])
    .join((enter) => enter.append('g').attr('class', name));
}

/** What lies under the lanes. */
export function drawColumns(
  root: SVGGElement,
  lit: LitSteps,
  height: number,
  x: ColumnScale,
): void {
  const of = (tone: string, steps: readonly number[]) =>
    visibleRuns(steps, x).map((run) => ({ ...run, tone }));
  const { pointed } = lit;
  const columns = [
    ...of('causal', lit.causal),
    ...of('hovered', lit.hovered),
    ...of('pinned', lit.pinned),
    ...of('hit', lit.hits),
    ...(pointed === null ? [] : [{ start: pointed, end: pointed + 1, tone: 'pointed' }]),
  ];
  layer(root, 'columns')
    .selectAll<SVGRectElement, (typeof columns)[number]>('rect')
    .data(columns)
    .join('rect')
    .attr('class', (column) => `column is-${column.tone}`)
    .attr('x', (column) => x(column.start))
    .attr('width', (column) => Math.max(1, x(column.end) - x(column.start)))
    .attr('height', height);
}

/** Lines over the lanes: time zero, verdicts, the ends of the loop, the place of a dragged block. */
export function drawLines(root: SVGGElement, run: RunLines, height: number, x: ColumnScale): void {
  const { zero, stepCount, loop, dropAt } = run;
  const lines = [
    ...(zero > 0 && zero < stepCount ? [{ at: zero, tone: 'zero' }] : []),
    ...(loop ? [loop.from, loop.to].map((at) => ({ at, tone: 'loop' })) : []),
    ...verdictsIn(run.verdicts, x).map(({ step }) => ({ at: step + 0.5, tone: 'verdict' })),
    ...(dropAt === null ? [] : [{ at: dropAt, tone: 'drop' }]),
  ];
  layer(root, 'lines')
    .selectAll<SVGLineElement, (typeof lines)[number]>('line')
    .data(lines)
    .join('line')
    .attr('class', (line) => `line-${line.tone}`)
    .attr('x1', (line) => x(line.at))
    .attr('x2', (line) => x(line.at))
    .attr('y2', height);
}

/** What stands on the ruler: lit steps, hits, verdicts, the loop. */
export function drawRuler(
  root: SVGGElement,
  lit: Pick<LitSteps, 'pinned' | 'hits' | 'causal'>,
  { verdicts, loop }: Pick<RunLines, 'verdicts' | 'loop'>,
  x: ColumnScale,
): void {
  const bars = [
    ...(loop
      ? [{ start: loop.from, end: loop.to, tone: 'loop', top: 0, height: RULER_HEIGHT }]
      : []),
    ...visibleRuns(lit.pinned, x).map((run) => ({ ...run, tone: 'lit', top: 20, height: 4 })),
    ...visibleRuns(lit.causal, x).map((run) => ({ ...run, tone: 'causal', top: 20, height: 4 })),
    ...visibleRuns(lit.hits, x).map((run) => ({ ...run, tone: 'hit', top: 0, height: 4 })),
  ];
  layer(root, 'bars')
    .selectAll<SVGRectElement, (typeof bars)[number]>('rect')
    .data(bars)
    .join('rect')
    .attr('class', (bar) => `bar-${bar.tone}`)
    .attr('x', (bar) => x(bar.start))
    .attr('y', (bar) => bar.top)
    .attr('width', (bar) => Math.max(2, x(bar.end) - x(bar.start) - (bar.tone === 'loop' ? 0 : 1)))
    .attr('height', (bar) => bar.height);
  layer(root, 'verdict-marks')
    .selectAll<SVGPathElement, VerdictMark>('path')
    .data(verdictsIn(verdicts, x))
    .join('path')
    .attr('d', ({ step }) => markPath('verdict', x(step + 0.5), RULER_HEIGHT - 6));
}

/** The tick that the cursor's number would leave half of on either side; null if none. */
export function coveredTick(x: ColumnScale, cursor: number): number | null {
  const every = tickStep(columnWidth(x));
  const tick = Math.round(cursor / every) * every;
  return Math.abs(x(tick) - x(cursor)) < 28 ? tick : null;
}

/** Hides the number of tick `covered`. */
export function coverTick(root: SVGGElement, covered: number | null): void {
  const isCovered = (tick: unknown) => tick === covered;
  const texts = select(root).selectAll<SVGTextElement, unknown>('.ruler text');
  texts.filter('.is-covered').classed('is-covered', isCovered);
  texts.filter(isCovered).classed('is-covered', true);
}

/** Ticks and their numbers. Text is costly: to be drawn when `x` changes. */
export function drawTicks(root: SVGGElement, stepCount: number, x: ColumnScale): void {
  const [from = 0, to = 0] = x.domain();
  const every = tickStep(columnWidth(x));
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / every) * every; tick <= Math.min(to, stepCount); tick += every) {
    ticks.push(tick);
  }
  const marks = layer(root, 'ruler')
    .selectAll<SVGGElement, number>('g')
    .data(ticks, (tick) => tick)
    .join((enter) => {
      const mark = enter.append('g');
      mark
        .append('line')
        .attr('y1', RULER_HEIGHT - 5)
        .attr('y2', RULER_HEIGHT);
      mark
        .append('text')
        .attr('y', RULER_HEIGHT - 9)
        .text((tick) => tick);
      return mark;
    });
  marks.select('line').attr('x1', x).attr('x2', x);
  marks.select('text').attr('x', x);
}

/** Steps between ruler ticks, so that labels stand at least 44 px apart. */
export function tickStep(column: number): number {
  const least = 44 / Math.max(column, 1e-9);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return Math.max(1, factor * power);
}
