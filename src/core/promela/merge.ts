// Nodes of a CPU's graph between which no model can tell: those that stand before the same thing and lead
// to such nodes under every input. What an interrupt left below rsp, for one, makes no difference unless
// something reads it.

import { at } from '../base/index.ts';
import type { CpuEdge, CpuGraph, CpuNode } from '../machine/index.ts';

/** The same graph with equal nodes made one (partition refinement). */
export function mergeNodes(graph: CpuGraph): CpuGraph {
  const edges = edgesByNode(graph);
  let classOf = numbered(graph.nodes.map((node) => labelOf(node)));
  for (let known = 0; known !== count(classOf); ) {
    known = count(classOf);
    classOf = numbered(
      graph.nodes.map((_, node) => {
        const leads = at(edges, node).map((edge) => `${edgeLabel(edge)}:${at(classOf, edge.to)}`);
        return `${at(classOf, node)}|${leads.sort().join('|')}`;
      }),
    );
  }
  return renumbered(graph, classOf);
}

/** The same graph with nodes of one kind numbered one after another. */
export function sortNodes(graph: CpuGraph): CpuGraph {
  const order = [...graph.nodes.keys()].sort((a, b) => {
    const [one, other] = [labelOf(at(graph.nodes, a)), labelOf(at(graph.nodes, b))];
    return one === other ? a - b : one < other ? -1 : 1;
  });
  const numberOf: number[] = [];
  order.forEach((node, number) => {
    numberOf[node] = number;
  });
  return renumbered(graph, numberOf);
}

const MODES = ['idle', 'running', 'trapped', 'handler', 'stopped'];

/** What a node stands before. */
export function labelOf({ mode, pending, siteId, progIdx, slot }: CpuNode): string {
  const where = slot ? `${slot.mapIdx}.${slot.slot}` : '';
  const prog = mode === 'idle' ? -1 : progIdx;
  return `${MODES.indexOf(mode)} ${pending} ${siteId} ${where} ${prog}`;
}

function edgesByNode({ nodes, edges }: CpuGraph): CpuEdge[][] {
  const byNode: CpuEdge[][] = nodes.map(() => []);
  for (const edge of edges) at(byNode, edge.from).push(edge);
  return byNode;
}

function edgeLabel({ input, memory, memoryAfter, missing, verdicts, retval }: CpuEdge): string {
  return JSON.stringify([input, memory, memoryAfter, missing, verdicts, retval]);
}

function numbered(keys: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return keys.map((key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function count(classOf: readonly number[]): number {
  return new Set(classOf).size;
}

function renumbered(graph: CpuGraph, numberOf: readonly number[]): CpuGraph {
  const nodes: CpuNode[] = [];
  graph.nodes.forEach((node, old) => {
    nodes[at(numberOf, old)] = node;
  });
  const seen = new Set<string>();
  const edges = graph.edges.flatMap((edge) => {
    const moved = { ...edge, from: at(numberOf, edge.from), to: at(numberOf, edge.to) };
    const key = `${moved.from} ${edgeLabel(moved)} ${moved.to}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [moved];
  });
  return { actor: graph.actor, start: at(numberOf, graph.start), nodes, edges };
}
