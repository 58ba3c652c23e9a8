// The whole run in one strip: operations above, site states beneath, and where the window is.

import { scaleLinear, select } from 'd3';
import type { Band, TimelineModel } from './lane-model.ts';
import { type Run, visibleRuns } from './step-runs.ts';
import { visibleBands } from './visible-bands.ts';

export const MINIMAP_HEIGHT = 24;
const FOUND_HEIGHT = 5;
const CAUSAL_HEIGHT = 3;
const OPS = { top: 4, height: 6 };
const STATES = { top: 13, height: 8 };

interface Strip {
  readonly key: string;
  readonly band: Band;
  readonly top: number;
  readonly height: number;
}

function stripsOf(model: TimelineModel, width: number): Strip[] {
  const x = scaleLinear([0, Math.max(1, model.stepCount)], [0, width]);
  const sites = model.lanes.filter((lane) => lane.kind === 'site');
  const slice = STATES.height / Math.max(1, sites.length);
  return model.lanes.flatMap((lane) => {
    const isOp = lane.kind === 'actor';
    const nth = sites.indexOf(lane);
    if (!isOp && nth < 0) return [];
    const top = isOp ? OPS.top : STATES.top + nth * slice;
    return visibleBands(lane.bands, x).map((band) => ({
      key: `${lane.id}:${band.start}`,
      band,
      top,
      height: isOp ? OPS.height : Math.max(1, slice),
    }));
  });
}

export function drawMinimap(root: SVGGElement, model: TimelineModel, width: number): void {
  const x = scaleLinear([0, Math.max(1, model.stepCount)], [0, width]);
  select(root)
    .selectAll<SVGRectElement, Strip>('rect')
    .data(stripsOf(model, width), (strip) => strip.key)
    .join('rect')
    .attr('class', (strip) => `band-rect is-${strip.band.tone}`)
    .attr('x', (strip) => x(strip.band.start))
    .attr('y', (strip) => strip.top)
    .attr('width', (strip) => Math.max(1, x(strip.band.end) - x(strip.band.start) - 0.5))
    .attr('height', (strip) => strip.height);
}

interface Found extends Run {
  readonly tone: string;
  readonly top: number;
  readonly height: number;
}

/** What the search in the events has found, along the upper edge; what a failure depends on, along the lower one. */
export function drawFound(
  root: SVGGElement,
  { hits, causal }: { readonly hits: readonly number[]; readonly causal: readonly number[] },
  stepCount: number,
  width: number,
): void {
  const x = scaleLinear([0, Math.max(1, stepCount)], [0, width]);
  const [upper, lower] = [
    { tone: 'found', top: 0, height: FOUND_HEIGHT },
    { tone: 'bar-causal', top: MINIMAP_HEIGHT - CAUSAL_HEIGHT, height: CAUSAL_HEIGHT },
  ];
  select(root)
    .selectAll<SVGRectElement, Found>('rect')
    .data([
      ...visibleRuns(hits, x).map((run) => ({ ...run, ...upper })),
      ...visibleRuns(causal, x).map((run) => ({ ...run, ...lower })),
    ])
    .join('rect')
    .attr('class', (run) => run.tone)
    .attr('x', (run) => x(run.start))
    .attr('y', (run) => run.top)
    .attr('width', (run) => Math.max(2, x(run.end) - x(run.start)))
    .attr('height', (run) => run.height);
}
