// D3 drawing of the states of the sites, and of the way that the run on screen takes through them.

import { select } from 'd3';
import type { SitePath } from '../../store/explorer-view.ts';
import { STATE_OF_LETTER } from '../../store/explorer-view.ts';
import { glyphPaths } from '../shared/site-glyph.ts';
import {
  NODE_HEIGHT,
  type PlacedEdge,
  type PlacedNode,
  type SiteGraphLayout,
} from './site-graph-layout.ts';
import { stateWord } from './site-words.ts';

const GLYPH = 16;
const PADDING = 10;

export interface GraphDrawing {
  readonly layout: SiteGraphLayout;
  /** Id of the arrow head. */
  readonly arrow: string;
}

function titleOf({ statements }: PlacedEdge): string {
  return statements.map(({ line, statement }) => `line ${line}: ${statement}`).join('\n');
}

function drawNode(host: SVGGElement, { sites, width, x, y }: PlacedNode): void {
  const node = select(host).attr('transform', `translate(${x},${y})`);
  node.selectAll('*').remove();
  node
    .append('rect')
    .attr('class', 'site-node-frame')
    .attr('x', -width / 2)
    .attr('y', -NODE_HEIGHT / 2)
    .attr('width', width)
    .attr('height', NODE_HEIGHT)
    .attr('rx', NODE_HEIGHT / 2);
  sites.split('').forEach((letter, nth) => {
    const state = STATE_OF_LETTER[letter];
    if (!state) return;
    const at = [-width / 2 + PADDING + (nth + 0.5) * GLYPH, 0] as const;
    const { outline, fill, cross } = glyphPaths(state, 6, at);
    const glyph = node.append('g').attr('class', `site-glyph is-${state}`);
    glyph.append('path').attr('class', 'site-glyph-outline').attr('d', outline);
    if (fill) glyph.append('path').attr('class', 'site-glyph-fill').attr('d', fill);
    if (cross) glyph.append('path').attr('class', 'site-glyph-cross').attr('d', cross);
  });
  node
    .append('text')
    .attr('class', sites.length === 1 ? 'site-node-word' : 'site-node-letters')
    .attr('x', -width / 2 + PADDING + sites.length * GLYPH + 4)
    .attr('dy', '0.35em')
    .text(sites.length === 1 ? stateWord(sites) : sites);
}

/** Draws everything that does not depend on the cursor. */
export function drawSiteGraph(svg: SVGSVGElement, { layout, arrow }: GraphDrawing): void {
  const root = select(svg).select<SVGGElement>('.site-graph-root');
  root.selectAll('*').remove();
  const edges = root
    .selectAll('g.site-edge')
    .data(layout.edges)
    .join('g')
    .attr('class', 'site-edge')
    .attr('data-from', ({ from }) => from.sites)
    .attr('data-to', ({ to }) => to.sites);
  edges
    .append('path')
    .attr('d', ({ path }) => path)
    .attr('marker-end', `url(#${arrow})`);
  edges.append('title').text(titleOf);
  root
    .selectAll<SVGGElement, PlacedNode>('g.site-node')
    .data(layout.nodes)
    .join('g')
    .attr('class', ({ sites }) => (sites.includes('A') ? 'site-node is-forbidden' : 'site-node'))
    .attr('data-sites', ({ sites }) => sites)
    .each(function draw(node) {
      drawNode(this, node);
      const count = node.states.toLocaleString('en');
      select(this)
        .append('title')
        .text(`${stateWord(node.sites)}: ${count} states`);
    });
  // Words stand over every line.
  root
    .selectAll('text.site-edge-word')
    .data(layout.edges)
    .join('text')
    .attr('class', 'site-edge-word')
    .attr('data-from', ({ from }) => from.sites)
    .attr('data-to', ({ to }) => to.sites)
    .attr('x', ({ labelX }) => labelX)
    .attr('y', ({ labelY }) => labelY)
    .attr('dy', '0.35em')
    .text(({ label }) => label);
}

/** Lights the way of the run on screen, and where it is at the cursor. */
export function lightSitePath(
  svg: SVGSVGElement,
  { nodes, cursors }: SitePath,
  cursor: number,
): void {
  const taken = new Set(nodes.slice(1).map((to, nth) => `${nodes[nth] ?? ''} ${to}`));
  const visited = new Set(nodes);
  const here = nodes[cursors.findLastIndex((at) => at <= cursor)];
  const root = select(svg);
  root.selectAll<SVGElement, unknown>('.site-edge, .site-edge-word').each(function light() {
    const { from, to } = this.dataset;
    this.classList.toggle('is-lit', taken.has(`${from} ${to}`));
  });
  root.selectAll<SVGElement, unknown>('.site-node').each(function light() {
    const { sites = '' } = this.dataset;
    this.classList.toggle('is-lit', visited.has(sites));
    this.classList.toggle('is-current', sites === here);
  });
}
