// D3 drawing of the jump arcs; owns everything inside the margin's <svg>.

import { path, select } from 'd3';
import type { ArcLane } from './jump-arcs.ts';

export interface ArcMark extends ArcLane {
  readonly id: string;
  readonly yFrom: number;
  readonly yTo: number;
  readonly lit: boolean;
}

export const ARC_GUTTER = 28;
const LANE_STEP = 5;
const CORNER = 3;
const HEAD = 3.5;

function arcPath({ lane, yFrom, yTo }: ArcMark): string {
  const right = ARC_GUTTER - 2;
  const left = right - 6 - lane * LANE_STEP;
  const turn = yTo > yFrom ? CORNER : -CORNER;
  const line = path();
  line.moveTo(right, yFrom);
  line.lineTo(left + CORNER, yFrom);
  line.quadraticCurveTo(left, yFrom, left, yFrom + turn);
  line.lineTo(left, yTo - turn);
  line.quadraticCurveTo(left, yTo, left + CORNER, yTo);
  line.lineTo(right, yTo);
  return line.toString();
}

function headPath({ yTo }: ArcMark): string {
  const right = ARC_GUTTER;
  return `M${right},${yTo}l${-HEAD * 1.4},${-HEAD}v${2 * HEAD}z`;
}

export function drawArcs(svg: SVGSVGElement, marks: readonly ArcMark[]): void {
  const arcs = select(svg)
    .selectAll<SVGGElement, ArcMark>('g')
    .data(marks, (mark) => mark.id)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'arc');
      group.append('path').attr('class', 'arc-line');
      group.append('path').attr('class', 'arc-head');
      return group;
    })
    .classed('is-lit', (mark) => mark.lit);
  arcs.select('.arc-line').attr('d', arcPath);
  arcs.select('.arc-head').attr('d', headPath);
}
