// D3 drawing above and below the lanes: ruler, time zero, lit columns, the step under the pointer
// and the cursor. Cheap enough for every frame of a scrub.

import { select } from 'd3';
import { type Arrow, drawArrows } from './draw-arrows.ts';
import { RULER_HEIGHT } from './lane-layout.ts';
import { type ColumnScale, columnWidth } from './visible-bands.ts';

export interface OverlayState {
  readonly cursor: number;
  /** How much of the step behind the cursor is done, 0..1. */
  readonly within: number;
  readonly stepCount: number;
  readonly zero: number;
  /** Column under the pointer. */
  readonly pointed: number | null;
  readonly pinnedSteps: readonly number[];
  readonly hoveredSteps: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly arrows: readonly Arrow[];
  /** Where a dragged block would go. */
  readonly dropAt: number | null;
}

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Steps as runs of neighbours: a few rectangles instead of thousands. */
export function runsOf(steps: readonly number[]): Run[] {
  const runs: { start: number; end: number }[] = [];
  for (const step of [...steps].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && step <= last.end) last.end = Math.max(last.end, step + 1);
    else runs.push({ start: step, end: step + 1 });
  }
  return runs;
}

/** The group of `name` below `root`, made on first use. */
function layer(root: SVGGElement, name: string) {
  return select(root)
    .selectAll<SVGGElement, null>(`g.${name}`)
    .data([null])
    .join((enter) => enter.append('g').attr('class', name));
}

/** What lies under the lanes. */
export function drawUnderlay(root: SVGGElement, state: OverlayState, x: ColumnScale): void {
  const { cursor, within, height } = state;
  const current = within > 0 ? cursor : cursor - 1;
  const columns = [
    ...runsOf(state.hoveredSteps).map((run) => ({ ...run, tone: 'hovered' })),
    ...runsOf(state.pinnedSteps).map((run) => ({ ...run, tone: 'pinned' })),
    ...(state.pointed === null
      ? []
      : [{ start: state.pointed, end: state.pointed + 1, tone: 'pointed' }]),
    ...(current >= 0 ? [{ start: current, end: current + 1, tone: 'current' }] : []),
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

/** What lies over the lanes: arrows, time zero, the cursor's line, the place of a dragged block. */
export function drawOverlay(root: SVGGElement, state: OverlayState, x: ColumnScale): void {
  const { zero, stepCount, cursor, within, dropAt, height } = state;
  const lines = [
    ...(zero > 0 && zero < stepCount ? [{ at: zero, tone: 'zero' }] : []),
    { at: cursor + within, tone: 'cursor' },
    ...(dropAt === null ? [] : [{ at: dropAt, tone: 'drop' }]),
  ];
  drawArrows(layer(root, 'arrows').node() ?? root, state.arrows, x);
  select(root)
    .selectAll<SVGLineElement, (typeof lines)[number]>('line')
    .data(lines, (line) => line.tone)
    .join('line')
    .attr('class', (line) => `line-${line.tone}`)
    .attr('x1', (line) => x(line.at))
    .attr('x2', (line) => x(line.at))
    .attr('y2', height);
}

/** What moves on the ruler, which stays in place above the lanes: lit steps, the cursor's handle. */
export function drawRuler(root: SVGGElement, state: OverlayState, x: ColumnScale): void {
  layer(root, 'lit')
    .selectAll<SVGRectElement, Run>('rect')
    .data(runsOf(state.pinnedSteps))
    .join('rect')
    .attr('x', (run) => x(run.start))
    .attr('y', RULER_HEIGHT - 4)
    .attr('width', (run) => Math.max(2, x(run.end) - x(run.start) - 1))
    .attr('height', 4);
  layer(root, 'cursor')
    .selectAll<SVGPathElement, number>('path')
    .data(state.stepCount > 0 ? [state.cursor + state.within] : [])
    .join('path')
    .attr('d', (cursor) => `M${x(cursor)},${RULER_HEIGHT - 15}${HANDLE}`);
}

/** The tick that the cursor's handle would leave half a number of on either side; null if none. */
export function coveredTick(x: ColumnScale, cursor: number): number | null {
  const every = tickStep(columnWidth(x));
  const tick = Math.round(cursor / every) * every;
  return Math.abs(x(tick) - x(cursor)) < 16 ? tick : null;
}

/** Ticks and their numbers but the covered one. Text is costly: to be drawn when `x` changes. */
export function drawTicks(
  root: SVGGElement,
  stepCount: number,
  x: ColumnScale,
  covered: number | null,
): void {
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
  marks
    .select('text')
    .attr('x', x)
    .classed('is-covered', (tick) => tick === covered);
}

/** Steps between ruler ticks, so that labels stand at least 44 px apart. */
export function tickStep(column: number): number {
  const least = 44 / Math.max(column, 1e-9);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return Math.max(1, factor * power);
}

const HANDLE = 'm-6,0h12v9l-6,6l-6,-6z';
