// The graph of the states that all poke sites are in together, gathered while the search goes on.

import {
  type Machine,
  type MachineState,
  pokeStatement,
  type Step,
  siteLetters,
} from '../machine/index.ts';
import type { SiteGraph } from './types.ts';

const MAX_NODES = 400;
const MAX_EDGES = 2000;

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly statement: string;
  readonly line: number;
  count: number;
}

export class Sites {
  private readonly machine: Machine;
  private readonly nodes: { readonly sites: string; states: number }[] = [];
  private readonly nodeOf = new Map<string, number>();
  private readonly edges: Edge[] = [];
  private readonly edgeOf = new Map<string, number>();
  private cut = false;

  constructor(machine: Machine, zero: MachineState) {
    this.machine = machine;
    this.node(zero);
  }

  /** Number of the node that a state belongs to, or -1 when there are too many. */
  node(words: MachineState): number {
    const sites = siteLetters(this.machine, words);
    const known = this.nodeOf.get(sites);
    if (known !== undefined) return known;
    if (this.nodes.length >= MAX_NODES) {
      this.cut = true;
      return -1;
    }
    this.nodeOf.set(sites, this.nodes.length);
    return this.nodes.push({ sites, states: 0 }) - 1;
  }

  /** Number of the edge that a step goes along, or -1. */
  edge(step: Step, before: MachineState, after: MachineState): number {
    const changes = step.events.some(
      ({ kind }) => kind === 'store' || kind === 'image' || kind === 'prog',
    );
    if (!changes) return -1;
    const from = this.node(before);
    const to = this.node(after);
    if (from === to || from < 0 || to < 0) return -1;
    const { statement, line } = pokeStatement(this.machine, before, step.actor) ?? {
      statement: '',
      line: 0,
    };
    const key = `${from} ${to} ${line} ${statement}`;
    const known = this.edgeOf.get(key);
    if (known !== undefined) return known;
    if (this.edges.length >= MAX_EDGES) {
      this.cut = true;
      return -1;
    }
    this.edgeOf.set(key, this.edges.length);
    return this.edges.push({ from, to, statement, line, count: 0 }) - 1;
  }

  /** Forgets what was counted, not what was met. */
  restart(): void {
    for (const node of this.nodes) node.states = 0;
    for (const edge of this.edges) edge.count = 0;
  }

  countState(node: number): void {
    const found = this.nodes[node];
    if (found) found.states++;
  }

  countEdge(edge: number): void {
    const found = this.edges[edge];
    if (found) found.count++;
  }

  graph(): SiteGraph {
    return {
      nodes: this.nodes.map((node) => ({ ...node })),
      edges: this.edges.map((edge) => ({ ...edge })),
      cut: this.cut,
    };
  }
}
