// D3 drawing of the states of a pair of sites: empty -> armed -> live and back, forbidden apart.

import { path, select } from 'd3';
import type { SiteState } from '../../core/machine/index.ts';
import { glyphPaths } from '../shared/site-glyph.ts';

interface StateNode {
  readonly state: Exclude<SiteState, 'moving'>;
  readonly x: number;
  readonly y: number;
}

interface StateEdge {
  readonly id: string;
  readonly d: string;
  readonly word: string;
  readonly at: readonly [number, number];
}

export const DIAGRAM_SIZE = { width: 240, height: 100 } as const;

const NODES: readonly StateNode[] = [
  { state: 'empty', x: 28, y: 38 },
  { state: 'armed', x: 120, y: 38 },
  { state: 'live', x: 212, y: 38 },
  { state: 'forbidden', x: 96, y: 88 },
];

const GAP = 14;

/** An arc from `x0` to `x1` that bows up or down. */
function bow(x0: number, x1: number, y: number, lift: number): string {
  const line = path();
  const side = x1 > x0 ? GAP : -GAP;
  line.moveTo(x0 + side, y + Math.sign(lift) * 5);
  line.quadraticCurveTo((x0 + x1) / 2, y + lift, x1 - side, y + Math.sign(lift) * 5);
  return line.toString();
}

const EDGES: readonly StateEdge[] = [
  { id: 'fill-1', d: bow(28, 120, 38, -20), word: 'poke P2', at: [74, 16] },
  { id: 'fill-2', d: bow(120, 212, 38, -20), word: 'open P1', at: [166, 16] },
  { id: 'empty-1', d: bow(212, 120, 38, 20), word: 'close P1', at: [166, 68] },
  { id: 'empty-2', d: bow(120, 28, 38, 20), word: 'wait, clear P2', at: [74, 68] },
];

/** Draws the states and the ways between them: once, as text in SVG is costly. */
export function drawStateDiagram(svg: SVGSVGElement): void {
  const root = select(svg);
  root
    .selectAll<SVGPathElement, StateEdge>('path.edge')
    .data(EDGES, (edge) => edge.id)
    .join('path')
    .attr('class', 'edge')
    .attr('d', (edge) => edge.d)
    .attr('marker-end', 'url(#state-arrow)');
  root
    .selectAll<SVGTextElement, StateEdge>('text.edge-word')
    .data(EDGES, (edge) => edge.id)
    .join('text')
    .attr('class', 'edge-word')
    .attr('x', (edge) => edge.at[0])
    .attr('y', (edge) => edge.at[1])
    .text((edge) => edge.word);
  root
    .selectAll<SVGGElement, StateNode>('g.state')
    .data(NODES, (node) => node.state)
    .join('g')
    .each(function draw(node) {
      drawState(this, node);
    });
}

function drawState(group: SVGGElement, { state, x, y }: StateNode): void {
  const host = select(group).attr('class', `state is-${state}`).text(null);
  const { outline, fill, cross } = glyphPaths(state, 7, [x, y]);
  host.append('circle').attr('r', 12).attr('cx', x).attr('cy', y);
  host.append('path').attr('class', 'site-glyph-outline').attr('d', outline);
  host.append('path').attr('class', 'site-glyph-fill').attr('d', fill);
  host.append('path').attr('class', 'site-glyph-cross').attr('d', cross);
  const isBelow = state === 'forbidden';
  host
    .append('text')
    .attr('x', isBelow ? x + 14 : x)
    .attr('y', isBelow ? y + 4 : y - 18)
    .attr('text-anchor', isBelow ? 'start' : 'middle')
    .text(state);
}

/** Lights the present state; `moving` lights none. */
export function lightState(svg: SVGSVGElement, state: SiteState): void {
  select(svg)
    .selectAll<SVGGElement, StateNode>('g.state')
    .classed('is-current', (node) => node.state === state);
}
