// One CPU as a graph: its private words (registers, stack, context) between two visible actions are a
// node, and what others decide for it (the bytes that it fetches, the slot that it loads, whether an
// IPI comes) is on the edges. Each edge is found by executing the emitted bytes with the machine itself,
// so that a model of the machine in another language needs to know no x86.
// Authority: core/machine/run.ts and serialise.ts, which make every step here.

import { assert, at } from '../base/index.ts';
import { CpuBench, type Outcome } from './cpu-bench.ts';
import { type CpuInput, inputsOf } from './cpu-inputs.ts';
import type { CpuNode } from './cpu-node.ts';
import type { VerdictKind } from './event.ts';
import type { Machine } from './model.ts';
import type { MachineState } from './state.ts';

export type { CpuInput } from './cpu-inputs.ts';
export type { CpuNode } from './cpu-node.ts';

export interface CpuEdge {
  readonly from: number;
  readonly to: number;
  readonly input: CpuInput;
  /** Contents of shared memory before and after, as indices; 0 is that of time zero. */
  readonly memory: number;
  readonly memoryAfter: number;
  /**
   * Taken when this program is not in memory, and those of the edges before it of the same input are;
   * null: when all are.
   */
  readonly missing: number | null;
  readonly verdicts: readonly VerdictKind[];
  /** What the run returned, unsigned; null unless it ends here. */
  readonly retval: number | null;
}

export interface CpuGraph {
  readonly actor: number;
  /** Node of time zero. */
  readonly start: number;
  readonly nodes: readonly CpuNode[];
  readonly edges: readonly CpuEdge[];
}

export interface CpuGraphLimits {
  readonly maxNodes: number;
  /** Different contents of memory that CPUs share. */
  readonly maxMemories: number;
}

/** The graphs of all CPUs; a reason in words when there are too many nodes. */
export type CpuGraphs =
  | { readonly kind: 'graphs'; readonly graphs: readonly CpuGraph[]; readonly memories: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Everything that each CPU can come to from time zero on, whatever the others do. */
export function cpuGraphs(machine: Machine, zero: MachineState, limits: CpuGraphLimits): CpuGraphs {
  const memories = new Numbers();
  const builders = machine.actorOf.map((actor) => {
    return new Builder(new CpuBench(machine, zero, actor), memories);
  });
  // Another CPU may bring shared memory to something new: all edges are then looked at again.
  for (let known = -1; known !== memories.size; ) {
    known = memories.size;
    for (const builder of builders) {
      builder.build(limits);
      if (builder.nodeCount > limits.maxNodes) {
        return refused(`a CPU comes to more than ${limits.maxNodes} different states`);
      }
      if (memories.size > limits.maxMemories) {
        return refused(`programs bring shared memory to more than ${limits.maxMemories} contents`);
      }
    }
  }
  return { kind: 'graphs', graphs: builders.map((one) => one.graph()), memories: memories.size };
}

function refused(reason: string): CpuGraphs {
  return { kind: 'refused', reason };
}

/** Distinct word lists by number. */
class Numbers {
  private readonly byKey = new Map<string, number>();
  private readonly all: Int32Array[] = [];

  get size(): number {
    return this.all.length;
  }

  of(words: Int32Array): number {
    const key = words.join();
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, this.all.length);
    this.all.push(words);
    return this.all.length - 1;
  }

  words(number: number): Int32Array {
    return at(this.all, number);
  }
}

class Builder {
  private readonly bench: CpuBench;
  private readonly memories: Numbers;
  private readonly numbers = new Numbers();
  private readonly nodes: CpuNode[] = [];
  private readonly edges: CpuEdge[] = [];
  private readonly start: number;
  /** By memory: nodes whose edges are known. */
  private readonly done: number[] = [];

  constructor(bench: CpuBench, memories: Numbers) {
    this.bench = bench;
    this.memories = memories;
    memories.of(bench.zeroMemory);
    this.start = this.node(bench.zeroCpu);
  }

  get nodeCount(): number {
    return this.nodes.length;
  }

  graph(): CpuGraph {
    const { nodes, edges, start } = this;
    return { actor: this.bench.actor, start, nodes, edges };
  }

  build({ maxNodes, maxMemories }: CpuGraphLimits): void {
    for (let memory = 0; memory < this.memories.size; memory++) {
      let node = this.done[memory] ?? 0;
      for (; node < this.nodes.length && node <= maxNodes; node++) this.edgesOf(node, memory);
      this.done[memory] = node;
      if (this.memories.size > maxMemories) return;
    }
  }

  private edgesOf(from: number, memory: number): void {
    const cpu = this.numbers.words(from);
    const shared = this.memories.words(memory);
    for (const input of inputsOf(this.bench.machine, this.bench.actor, at(this.nodes, from))) {
      const usual = this.bench.run(cpu, shared, input, null);
      for (const missing of usual.programs) {
        this.add({ from, input, memory, missing }, this.bench.run(cpu, shared, input, missing));
      }
      this.add({ from, input, memory, missing: null }, usual);
    }
  }

  private add(
    edge: Pick<CpuEdge, 'from' | 'input' | 'memory' | 'missing'>,
    { cpu, memory, verdicts, retval }: Outcome,
  ): void {
    const memoryAfter = this.memories.of(memory);
    this.edges.push({ ...edge, to: this.node(cpu), memoryAfter, verdicts, retval });
  }

  private node(words: Int32Array): number {
    const number = this.numbers.of(words);
    if (number === this.nodes.length) this.nodes.push(this.bench.nodeOf(words));
    assert(number < this.nodes.length, 'nodes are numbered as they come');
    return number;
  }
}
