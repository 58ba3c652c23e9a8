// Where the states of the sites stand: in layers by their distance from time zero, each near those that lead there.

import type { SiteGraph } from '../../core/explore/index.ts';

export interface PlacedNode {
  readonly idx: number;
  readonly sites: string;
  readonly states: number;
  /** Middle (px). */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** All statements that lead from one state to another. */
export interface PlacedEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly statements: readonly SiteGraph['edges'][number][];
  readonly label: string;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
}

export interface SiteGraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
  /** States or edges that are not drawn. */
  readonly left: number;
}

export interface Room {
  readonly width: number;
  /** Between the middles of two layers. */
  readonly layerHeight: number;
  /** Between two nodes of a layer. */
  readonly gap: number;
  /** Words on an edge. */
  labelOf(statements: SiteGraph['edges']): string;
}

/** More could not be followed by eye. */
const MOST_NODES = 80;
const MOST_EDGES = 240;

export const NODE_HEIGHT = 26;
const GLYPH = 16;
const PADDING = 10;
/** Width of a letter on an edge, about. */
const LETTER = 6;
/** For edges that pass by on either side. */
const MARGIN = 44;

/** A state of one pair of sites has its word beside it, those of several their letters. */
function nodeWidth(sites: string): number {
  const words = sites.length === 1 ? 62 : sites.length * 8 + 6;
  return 2 * PADDING + sites.length * GLYPH + words;
}

function layersOf(count: number, edges: SiteGraph['edges']): number[] {
  const layer: number[] = Array.from({ length: count }, (_, idx) => (idx === 0 ? 0 : -1));
  const queue = [0];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { from, to } of edges) {
      if (from !== at || layer[to] !== -1) continue;
      layer[to] = (layer[at] ?? 0) + 1;
      queue.push(to);
    }
  }
  const deepest = Math.max(0, ...layer);
  // None is unreachable, but for the bounds of the graph.
  return layer.map((own) => (own < 0 ? deepest + 1 : own));
}

/** Nodes of each layer, ordered by where their neighbours above stand. */
function orderLayers(layer: readonly number[], edges: SiteGraph['edges']): number[][] {
  const rows: number[][] = [];
  for (const [idx, own] of layer.entries()) {
    rows[own] = [...(rows[own] ?? []), idx];
  }
  const place = new Map<number, number>();
  for (const row of rows) {
    const weight = (idx: number): number => {
      const above = edges.filter(({ from, to }) => to === idx && place.has(from));
      const sum = above.reduce((total, { from }) => total + (place.get(from) ?? 0), 0);
      return above.length === 0 ? 0.5 : sum / above.length;
    };
    row.sort((a, b) => weight(a) - weight(b) || a - b);
    row.forEach((idx, nth) => {
      place.set(idx, (nth + 0.5) / row.length);
    });
  }
  return rows;
}

function placeRows(graph: SiteGraph, rows: readonly number[][], room: Room): PlacedNode[] {
  const widthOf = (idx: number): number => nodeWidth(graph.nodes[idx]?.sites ?? '');
  const rowWidth = (row: readonly number[]): number =>
    row.reduce((sum, idx) => sum + widthOf(idx) + room.gap, 0);
  const width = Math.max(room.width, 2 * MARGIN + Math.max(...rows.map(rowWidth)));
  return rows.flatMap((row, layer) => {
    const slack = (width - 2 * MARGIN - rowWidth(row)) / (row.length + 1);
    let left = MARGIN + room.gap / 2;
    return row.map((idx) => {
      const own = widthOf(idx);
      left += slack;
      const x = left + own / 2;
      left += own + room.gap;
      const { sites = '', states = 0 } = graph.nodes[idx] ?? {};
      const y = NODE_HEIGHT / 2 + 4 + layer * room.layerHeight;
      return { idx, sites, states, x, y, width: own };
    });
  });
}

/** From the foot of a node to the head of one below it. */
function downward(from: PlacedNode, to: PlacedNode): string {
  const y1 = from.y + NODE_HEIGHT / 2;
  const y2 = to.y - NODE_HEIGHT / 2 - 2;
  const bend = (y2 - y1) / 2;
  return `M${from.x},${y1}C${from.x},${y1 + bend} ${to.x},${y2 - bend} ${to.x},${y2}`;
}

/** Around the nodes between: on the right going back, on the left going on. */
function around(from: PlacedNode, to: PlacedNode, side: 1 | -1, reach: number): string {
  const x1 = from.x + (side * from.width) / 2;
  const x2 = to.x + side * (to.width / 2 + 2);
  const out = side > 0 ? Math.max(x1, x2) + reach : Math.min(x1, x2) - reach;
  return `M${x1},${from.y}C${out},${from.y} ${out},${to.y} ${x2},${to.y}`;
}

interface Route {
  readonly path: string;
  /** Where its words may stand, the best place first. */
  readonly spots: readonly (readonly [x: number, y: number])[];
}

const SHARES = [0.5, 0.34, 0.66, 0.22, 0.78];

function routeOf(from: PlacedNode, to: PlacedNode, nth: number, frame: Frame): Route {
  const layers = Math.round((to.y - from.y) / frame.layerHeight);
  if (layers === 1) {
    const spots = SHARES.map(
      (share) => [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share] as const,
    );
    return { path: downward(from, to), spots };
  }
  // Around on the side where they stand; in the middle going back on the right, on on the left.
  const off = (from.x + to.x - frame.width) / 2;
  const side = Math.abs(off) > 4 ? (off > 0 ? 1 : -1) : layers > 0 ? -1 : 1;
  const reach = 26 + 9 * Math.min(4, Math.abs(layers)) + 5 * (nth % 3);
  const edgeOf = (node: PlacedNode): number => node.x + (side * node.width) / 2;
  const outer = side > 0 ? Math.max(edgeOf(from), edgeOf(to)) : Math.min(edgeOf(from), edgeOf(to));
  const x = outer + side * reach * 0.72;
  const middle = (from.y + to.y) / 2 + (layers === 0 ? -NODE_HEIGHT : 0);
  const spots = [0, -13, 13, -26, 26].map((dy) => [x, middle + dy] as const);
  return { path: around(from, to, side, reach), spots };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height
  );
}

/** A line of words on an edge (px). */
const WORDS_HEIGHT = 18;

/** The first spot, within the frame, at which the words cover neither a node nor other words. */
function freeSpot({ spots }: Route, width: number, taken: readonly Box[], frame: Frame): Box {
  const inside = spots.map(([x, y]) => ({
    x: Math.max(width / 2 + 2, Math.min(x, frame.width - width / 2 - 2)),
    y,
    width,
    height: WORDS_HEIGHT,
  }));
  const free = inside.find((box) => !taken.some((other) => overlap(box, other)));
  return free ?? inside[0] ?? { x: 0, y: 0, width, height: WORDS_HEIGHT };
}

interface Frame {
  readonly width: number;
  readonly layerHeight: number;
}

/** Statements between the same two states are one edge. */
function bundles(edges: SiteGraph['edges']): SiteGraph['edges'][number][][] {
  const found = new Map<string, SiteGraph['edges'][number][]>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const key = `${edge.from} ${edge.to}`;
    found.set(key, [...(found.get(key) ?? []), edge]);
  }
  return [...found.values()];
}

export function layOutSites(graph: SiteGraph, room: Room): SiteGraphLayout {
  const count = Math.min(graph.nodes.length, MOST_NODES);
  const kept = graph.edges.filter(({ from, to }) => from < count && to < count);
  const nodes = placeRows(graph, orderLayers(layersOf(count, kept), kept), room);
  const right = Math.max(0, ...nodes.map(({ x, width }) => x + width / 2));
  const frame = { width: Math.max(room.width, right + MARGIN), layerHeight: room.layerHeight };
  const byIdx = new Map(nodes.map((node) => [node.idx, node]));
  const taken: Box[] = nodes.map(({ x, y, width }) => ({ x, y, width, height: NODE_HEIGHT }));
  const all = bundles(kept);
  const edges = all.slice(0, MOST_EDGES).flatMap((statements, nth) => {
    const from = byIdx.get(statements[0]?.from ?? -1);
    const to = byIdx.get(statements[0]?.to ?? -1);
    if (!from || !to) return [];
    const route = routeOf(from, to, nth, frame);
    const label = room.labelOf(statements);
    const box = freeSpot(route, label.length * LETTER, taken, frame);
    taken.push(box);
    const { x: labelX, y: labelY } = box;
    return [{ from, to, statements, label, path: route.path, labelX, labelY }];
  });
  return {
    nodes,
    edges,
    width: frame.width,
    height: Math.max(0, ...nodes.map(({ y }) => y)) + NODE_HEIGHT,
    left: graph.nodes.length - count + Math.max(0, all.length - MOST_EDGES),
  };
}
