// D3 drawing of the states of a pair of sites: empty -> armed -> live and back, forbidden apart; and the way
// taken so far. Text in SVG is costly, so that what never changes is drawn once.

import { type Selection as D3Selection, path, select } from 'd3';
import { glyphPaths } from '../shared/site-glyph.ts';
import type { EdgeId, EdgeUse, RestState, SitePath } from './site-path.ts';

interface StateNode {
  readonly state: RestState;
  readonly x: number;
  readonly y: number;
}

interface StateEdge {
  readonly id: EdgeId;
  readonly d: string;
  readonly word: string;
  /** Where its words stand, centred. */
  readonly at: readonly [number, number];
  /** Drawn before it is taken: the ways that shipped kernels go. */
  readonly isUsual: boolean;
}

export const DIAGRAM_SIZE = { width: 312, height: 140 } as const;

const Y = 50;
const X = { empty: 30, armed: 144, live: 258 } as const;
const LOW = { x: 144, y: 108 } as const;
/** First lines of words above and below the usual ways, and beside the forbidden state. */
const WORDS = { above: 12, below: 82, low: 122 } as const;

const NODES: readonly StateNode[] = [
  { state: 'empty', x: X.empty, y: Y },
  { state: 'armed', x: X.armed, y: Y },
  { state: 'live', x: X.live, y: Y },
  { state: 'forbidden', ...LOW },
];

const GAP = 16;

/** An arc from `x0` to `x1` that bows up or down. */
function bow(x0: number, x1: number, lift: number): string {
  const line = path();
  const side = x1 > x0 ? GAP : -GAP;
  const y = Y + Math.sign(lift) * 6;
  line.moveTo(x0 + side, y);
  line.quadraticCurveTo((x0 + x1) / 2, Y + lift, x1 - side, y);
  return line.toString();
}

/** From `live` to itself, on its free side: the target is exchanged. */
function loop(): string {
  const line = path();
  line.moveTo(X.live + 14, Y - 7);
  line.bezierCurveTo(X.live + 46, Y - 26, X.live + 46, Y + 26, X.live + 15, Y + 9);
  return line.toString();
}

type Point = readonly [x: number, y: number];

/** Between the row of the usual states and the forbidden one below; bends away from the words above. */
function bend(from: Point, by: Point, to: Point): string {
  const line = path();
  line.moveTo(...from);
  line.quadraticCurveTo(...by, ...to);
  return line.toString();
}

function edge(id: EdgeId, d: string, word: string, at: Point): StateEdge {
  return { id, d, word, at, isUsual: true };
}

function rare(id: EdgeId, d: string, word: string, at: Point): StateEdge {
  return { id, d, word, at, isUsual: false };
}

const left = (X.empty + X.armed) / 2;
const right = (X.armed + X.live) / 2;
const { x: lowX, y: lowY } = LOW;

const EDGES: readonly StateEdge[] = [
  edge('empty armed', bow(X.empty, X.armed, -22), 'poke P2', [left, WORDS.above]),
  edge('armed live', bow(X.armed, X.live, -22), 'open P1', [right, WORDS.above]),
  edge('live armed', bow(X.live, X.armed, 22), 'close P1', [right, WORDS.below]),
  edge('armed empty', bow(X.armed, X.empty, 22), 'clear P2', [left, WORDS.below]),
  rare('live live', loop(), 'replace', [X.live + 26, WORDS.below]),
  rare(
    'live forbidden',
    bend([X.live - 6, Y + 17], [X.live - 10, lowY - 6], [lowX + 18, lowY - 4]),
    'clear P2',
    [right + 8, WORDS.low],
  ),
  rare(
    'forbidden live',
    bend([lowX + 18, lowY + 4], [X.live + 4, lowY + 6], [X.live + 2, Y + 17]),
    'poke P2',
    [X.live + 20, WORDS.low],
  ),
  rare(
    'forbidden empty',
    bend([lowX - 18, lowY - 4], [X.empty + 10, lowY - 6], [X.empty + 6, Y + 17]),
    'close P1',
    [left - 8, WORDS.low],
  ),
  rare(
    'empty forbidden',
    bend([X.empty - 2, Y + 17], [X.empty - 4, lowY + 6], [lowX - 18, lowY + 4]),
    'open P1',
    [X.empty - 6, WORDS.low],
  ),
];

type Root = D3Selection<SVGSVGElement, unknown, null, undefined>;
type EdgeGroup = D3Selection<SVGGElement, StateEdge, SVGSVGElement, unknown>;

/** Draws the states and the ways between them: once. `seek`: an edge was pressed; `arrow`: id of its head. */
export function drawStateDiagram(
  svg: SVGSVGElement,
  seek: (id: EdgeId) => void,
  arrow: string,
): void {
  const root = select(svg);
  drawEdges(root, seek, arrow);
  root
    .selectAll<SVGGElement, StateNode>('g.state')
    .data(NODES, (node) => node.state)
    .join('g')
    .each(function draw(node) {
      drawState(this, node);
    });
}

function drawEdges(root: Root, seek: (id: EdgeId) => void, arrow: string): void {
  const groups = root
    .selectAll<SVGGElement, StateEdge>('g.edge-group')
    .data(EDGES, (one) => one.id)
    .join('g')
    .attr('class', (one) => `edge-group${one.isUsual ? '' : ' is-rare'}`)
    .text(null)
    .on('click', (_event, one) => seek(one.id))
    .on('keydown', (event: KeyboardEvent, one) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      seek(one.id);
    });
  groups
    .append('path')
    .attr('class', 'edge-reach')
    .attr('d', (one) => one.d);
  groups
    .append('path')
    .attr('class', 'edge')
    .attr('d', (one) => one.d)
    .attr('marker-end', `url(#${arrow})`);
  addWords(groups, 'edge-word', 0).text((one) => one.word);
  addWords(groups, 'edge-use', 12);
}

function addWords(groups: EdgeGroup, className: string, down: number) {
  return groups
    .append('text')
    .attr('class', className)
    .attr('x', (one) => one.at[0])
    .attr('y', (one) => one.at[1] + down)
    .attr('text-anchor', 'middle');
}

function drawState(group: SVGGElement, { state, x, y }: StateNode): void {
  const host = select(group).attr('class', `state is-${state}`).text(null);
  const { outline, fill, cross } = glyphPaths(state, 8, [x, y]);
  host.append('circle').attr('r', 14).attr('cx', x).attr('cy', y);
  host.append('path').attr('class', 'site-glyph-outline').attr('d', outline);
  host.append('path').attr('class', 'site-glyph-fill').attr('d', fill);
  host.append('path').attr('class', 'site-glyph-cross').attr('d', cross);
  const isBelow = state === 'forbidden';
  host
    .append('text')
    .attr('x', x)
    .attr('y', isBelow ? y + 28 : y - 18)
    .attr('text-anchor', 'middle')
    .text(state);
}

function takenWords({ count, orders }: EdgeUse): string {
  const times = `×${count}`;
  return orders.length === 0 ? times : `${times} · ${orders.map((nth) => `#${nth}`).join(' ')}`;
}

/** Begins with the words that are seen there. */
function takenLabel({ id, word }: StateEdge, use: EdgeUse): string {
  const times = use.count === 1 ? 'once' : `${use.count} times`;
  const way = `${id.replace(' ', ' to ')}, taken ${times}`;
  return `${word} ${takenWords(use)}, ${way}: go to step ${use.last + 1}`;
}

/** Lights the present state, the edge under way, and what was taken so far. */
export function lightPath(svg: SVGSVGElement, { state, moving, edges, latest }: SitePath): void {
  const root = select(svg);
  root
    .selectAll<SVGGElement, StateNode>('g.state')
    .classed('is-current', (node) => node.state === state)
    .classed('was-here', (node) => latest.includes(node.state));
  const before = latest.at(-2);
  root
    .selectAll<SVGGElement, StateEdge>('g.edge-group')
    .classed('is-moving', ({ id }) => id === moving)
    .classed('is-taken', ({ id }) => edges.has(id))
    .classed('is-last', ({ id }) => moving === null && id === `${before} ${latest.at(-1)}`)
    .each(function mark(one) {
      markEdge(this, one, edges.get(one.id));
    });
}

function markEdge(group: SVGGElement, one: StateEdge, use: EdgeUse | undefined): void {
  const host = select(group);
  // The space keeps it apart from the word before it where the two are read as one text.
  host.select('.edge-use').text(use ? ` ${takenWords(use)}` : '');
  host
    .attr('role', use ? 'button' : null)
    .attr('tabindex', use ? 0 : null)
    .attr('aria-label', use ? takenLabel(one, use) : null)
    .attr('aria-hidden', use ? null : 'true');
}
