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
}

/** More could not be followed by eye. */
const MOST_NODES = 80;
const MOST_EDGES = 240;

export const NODE_HEIGHT = 26;
const GLYPH = 16;
const PADDING = 10;
const GAP = 22;
/** For edges that pass by on either side. */
const MARGIN = 44;

/** A state of one pair of sites has its word beside it, those of several their letters. */
export function nodeWidth(sites: string): number {
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
    row.reduce((sum, idx) => sum + widthOf(idx) + GAP, 0);
  const width = Math.max(room.width, 2 * MARGIN + Math.max(...rows.map(rowWidth)));
  return rows.flatMap((row, layer) => {
    const slack = (width - 2 * MARGIN - rowWidth(row)) / (row.length + 1);
    let left = MARGIN + GAP / 2;
    return row.map((idx) => {
      const own = widthOf(idx);
      left += slack;
      const x = left + own / 2;
      left += own + GAP;
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
  readonly labelX: number;
  readonly labelY: number;
}

function routeOf(from: PlacedNode, to: PlacedNode, nth: number, layerHeight: number): Route {
  const layers = Math.round((to.y - from.y) / layerHeight);
  // Labels of edges side by side stand at different heights.
  const share = 0.4 + 0.2 * (nth % 2);
  if (layers === 1) {
    const labelX = from.x + (to.x - from.x) * share;
    const labelY = from.y + (to.y - from.y) * share;
    return { path: downward(from, to), labelX, labelY };
  }
  const side = layers > 0 ? -1 : 1;
  const reach = 26 + 9 * Math.min(4, Math.abs(layers)) + 5 * (nth % 3);
  const edgeOf = (node: PlacedNode): number => node.x + (side * node.width) / 2;
  const outer = side > 0 ? Math.max(edgeOf(from), edgeOf(to)) : Math.min(edgeOf(from), edgeOf(to));
  return {
    path: around(from, to, side, reach),
    labelX: outer + side * reach * 0.72,
    labelY: (from.y + to.y) / 2 + (layers === 0 ? -NODE_HEIGHT : 0),
  };
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
  const rows = orderLayers(layersOf(count, kept), kept);
  const nodes = placeRows(graph, rows, room);
  const byIdx = new Map(nodes.map((node) => [node.idx, node]));
  const all = bundles(kept);
  const edges = all.slice(0, MOST_EDGES).flatMap((statements, nth) => {
    const from = byIdx.get(statements[0]?.from ?? -1);
    const to = byIdx.get(statements[0]?.to ?? -1);
    if (!from || !to) return [];
    return [{ from, to, statements, ...routeOf(from, to, nth, room.layerHeight) }];
  });
  const right = Math.max(0, ...nodes.map(({ x, width }) => x + width / 2));
  return {
    nodes,
    edges,
    width: Math.max(room.width, right + MARGIN),
    height: Math.max(0, ...nodes.map(({ y }) => y)) + NODE_HEIGHT,
    left: graph.nodes.length - count + Math.max(0, all.length - MOST_EDGES),
  };
}
