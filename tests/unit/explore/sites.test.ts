// The graph of the states of all poke sites: what stands on its nodes and edges, and that it stays small.

import { describe, expect, it } from 'vitest';
import type { SiteGraph } from '../../../src/core/explore/index.ts';
import { Sites } from '../../../src/core/explore/sites.ts';
import {
  actions,
  advance,
  createMachine,
  type Machine,
  type MachineState,
  runAll,
} from '../../../src/core/machine/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

function graphOf(text: string, kernel: string): SiteGraph {
  const search = exploreLab(
    compile(text.replace('.kernel 6.1', `.kernel ${kernel}`), { policy: null }),
  );
  if (!search) throw new Error('the lab does not run');
  while (search.run(10_000) === 'running');
  return search.result().sites;
}

function scenario(id: string): string {
  return SCENARIOS.find((one) => one.id === id)?.text ?? '';
}

/** "B → ~", each once. */
function ways({ nodes, edges }: SiteGraph): string[] {
  const name = (idx: number) => nodes[idx]?.sites ?? '?';
  return [...new Set(edges.map(({ from, to }) => `${name(from)} → ${name(to)}`))].sort();
}

describe('SiteGraph', () => {
  it('goes from live over armed to empty in a delete, and never through A', () => {
    const graph = graphOf(scenario('delete'), '6.1');
    expect(graph.nodes[0]?.sites).toBe('B');
    expect(graph.nodes.map(({ sites }) => sites).sort()).toEqual(['B', 'C', 'D', '~']);
    expect(ways(graph)).toEqual(['B → ~', 'D → ~', '~ → C', '~ → D']);
    expect(graph.cut).toBe(false);
  });

  it('labels an edge by the statement of map_poke that pokes, with its line', () => {
    const { nodes, edges } = graphOf(scenario('delete'), '6.1');
    const labels = (from: string) =>
      edges.filter((edge) => nodes[edge.from]?.sites === from).map(({ statement }) => statement);
    expect(labels('B')).toHaveLength(1);
    expect(labels('B')[0]).toContain('tailcall_bypass');
    expect(labels('D')).toHaveLength(1);
    expect(labels('D')[0]).toContain('tailcall_target');
    for (const { line, count } of edges) {
      expect(line).toBeGreaterThan(0);
      expect(count).toBeGreaterThan(0);
    }
  });

  it('counts each state at one node', () => {
    const text = scenario('delete');
    const search = exploreLab(compile(text, { policy: null }), { reduction: false });
    while (search?.run(10_000) === 'running');
    const { states, sites } = search?.result() ?? { states: 0, sites: { nodes: [] } };
    expect(states).toBeGreaterThan(0);
    expect(sites.nodes.reduce((sum, node) => sum + node.states, 0)).toBe(states);
  });

  it('calls a site that stands alone N and J: C and B are pairs', () => {
    const graph = graphOf(scenario('delete'), '5.9');
    expect(graph.nodes.map(({ sites }) => sites).sort()).toEqual(['J', 'N', '~']);
    expect(ways(graph)).toEqual(['J → ~', '~ → N']);
  });
});

describe('Sites', () => {
  const calls = Array.from(
    { length: 9 },
    (_, key) => `r1 = r6\nr2 = t ll\nr3 = ${key}\ncall tail_call\n`,
  );
  const cpus = Array.from({ length: 9 }, (_, key) => `.cpu ${key}\n        t[${key}] = f\n`);
  const text = `.kernel 6.1
.protocol text_poke memcpy5
.map t prog_array max_entries=9
.prog entry tc\nr6 = r1\n${calls.join('')}r0 = 1\nexit
.prog f tc\nr0 = 1\nexit
${cpus.join('')}`;

  /** Goes any way, for `steps` steps. */
  function wander(sites: Sites, machine: Machine, zero: MachineState, steps: number): void {
    let seed = 1;
    let state = zero.slice();
    for (let step = 0; step < steps; step++) {
      const all = actions(machine, state);
      if (all.length === 0) state = zero.slice();
      seed = (seed * 48271) % 2147483647;
      const action = all[seed % all.length];
      if (action === undefined) continue;
      const before = state.slice();
      sites.countEdge(sites.edge(advance(machine, state, action), before, state));
    }
  }

  it('has a letter for each pair, and ends at its bounds', () => {
    const { input } = compile(text, { policy: null });
    if (!input) throw new Error('the lab does not run');
    const machine = createMachine(input);
    const { state } = runAll(machine, { maxSteps: 1000, policy: null });
    const sites = new Sites(machine, state);
    expect(sites.graph().nodes.map((node) => node.sites)).toEqual(['CCCCCCCCC']);
    wander(sites, machine, state, 200);
    expect(sites.graph().cut).toBe(false);
    wander(sites, machine, state, 30_000);
    const graph = sites.graph();
    expect(graph.cut).toBe(true);
    expect(graph.nodes).toHaveLength(400);
    expect(graph.edges.length).toBeLessThanOrEqual(2000);
  });
});
