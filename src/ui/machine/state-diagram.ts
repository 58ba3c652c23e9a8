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

/** Draws all states, the present one lit; `moving` lights none. */
export function drawStateDiagram(svg: SVGSVGElement, state: SiteState): void {
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
  const nodes = root
    .selectAll<SVGGElement, StateNode>('g.state')
    .data(NODES, (node) => node.state)
    .join((enter) => {
      const node = enter.append('g');
      node.append('circle').attr('r', 12);
      node.append('path').attr('class', 'site-glyph-outline');
      node.append('path').attr('class', 'site-glyph-fill');
      node.append('path').attr('class', 'site-glyph-cross');
      node.append('text');
      return node;
    })
    .attr('transform', ({ x, y }) => `translate(${x},${y})`)
    .attr('class', (node) => `state is-${node.state}${node.state === state ? ' is-current' : ''}`);
  nodes.select('.site-glyph-outline').attr('d', (node) => glyphPaths(node.state, 7).outline);
  nodes.select('.site-glyph-fill').attr('d', (node) => glyphPaths(node.state, 7).fill);
  nodes.select('.site-glyph-cross').attr('d', (node) => glyphPaths(node.state, 7).cross);
  nodes
    .select('text')
    .attr('x', (node) => (node.state === 'forbidden' ? 14 : 0))
    .attr('y', (node) => (node.state === 'forbidden' ? 4 : -18))
    .attr('text-anchor', (node) => (node.state === 'forbidden' ? 'start' : 'middle'))
    .text((node) => node.state);
}
