// A lab as its Promela model needs it: time zero, the CPUs' graphs, and names for what is numbered.

import { at, err, ok, type Result } from '../base/index.ts';
import {
  type CpuEdge,
  type CpuGraph,
  cpuGraphs,
  createMachine,
  type MachineInput,
  type MachineOp,
  machineActors,
  type SiteRef,
  type ZeroFacts,
  zeroFacts,
} from '../machine/index.ts';
import { labelOf, mergeNodes, sortNodes } from './merge.ts';

export interface PromelaOptions {
  /**
   * `merged` (default): nodes of a CPU that nothing can tell apart are one, and counters that nothing depends on
   * are left out. `exact`: one state of the model for each state of the machine.
   */
  readonly states?: 'merged' | 'exact';
}

/** What an observable may be at the end; the shape of core/explore's `ExploreExpect`. */
export type PromelaExpect =
  /** What the last run on an actor's CPU returned; null: it never did. */
  | {
      readonly kind: 'retval';
      readonly actor: number;
      readonly values: readonly (number | null)[];
    }
  | {
      readonly kind: 'slot';
      readonly mapIdx: number;
      readonly key: number;
      readonly values: readonly (number | null)[];
    };

/** A CPU that runs programs. */
export interface CpuModel {
  readonly cpuIdx: number;
  readonly actor: number;
  readonly graph: CpuGraph;
  /** Stretches of node numbers that stand before the same thing. */
  readonly ranges: readonly NodeRange[];
  /** Position of its last op that runs a program. */
  readonly lastRun: number;
}

export interface NodeRange {
  readonly from: number;
  readonly to: number;
  readonly node: CpuGraph['nodes'][number];
  readonly edges: readonly CpuEdge[];
}

const MAX_NODES = 20_000;
const MAX_MEMORIES = 16;
/** Words that count actors are 32 bits, the sign among them. */
const MAX_ACTORS = 30;

export class Lab {
  readonly input: MachineInput;
  readonly zero: ZeroFacts;
  readonly exact: boolean;
  readonly cpus: readonly CpuModel[];
  readonly memories: number;
  readonly actors: ReturnType<typeof machineActors>;

  constructor(zero: ZeroFacts, cpus: readonly CpuModel[], memories: number, exact: boolean) {
    this.input = zero.machine.input;
    this.zero = zero;
    this.cpus = cpus;
    this.memories = memories;
    this.exact = exact;
    this.actors = machineActors(this.input);
  }

  get worker(): number {
    return this.actors.length - 1;
  }

  /** Ops from time zero on, with who makes them. */
  get ops(): { readonly actor: number; readonly opIdx: number; readonly op: MachineOp['op'] }[] {
    return this.input.actors.flatMap(({ cpu, ops }, actor) =>
      cpu === null ? [] : ops.map(({ op }, opIdx) => ({ actor, opIdx, op })),
    );
  }

  /** Number of a slot among those of all maps. */
  slotId(mapIdx: number, slot: number): number {
    const before = this.zero.maps.slice(0, mapIdx);
    return before.reduce((sum, { keys }) => sum + keys.length, 0) + slot;
  }

  get slotCount(): number {
    return this.slotId(this.zero.maps.length, 0);
  }

  progName(progIdx: number): string {
    return at(this.input.progs, progIdx).name;
  }

  siteName({ progIdx, pokeIdx, which }: SiteRef): string {
    const pokes = this.zero.descs.filter((desc) => desc.progIdx === progIdx).length;
    const call = pokes > 1 ? ` of call ${pokeIdx + 1}` : '';
    return `${this.progName(progIdx)}'s tailcall_${which}${call}`;
  }

  /** True if the program's memory can be freed from time zero on. */
  isFreeable(progIdx: number): boolean {
    const { fd, state } = at(this.zero.progs, progIdx);
    const isUnloaded = this.ops.some(({ op }) => op.kind === 'unload' && op.progIdx === progIdx);
    return isUnloaded || (fd === 0 && state !== 'absent');
  }

  get takesPokeMutex(): boolean {
    return this.zero.machine.takesPokeMutex;
  }

  get takesTextMutex(): boolean {
    return this.zero.machine.takesTextMutex;
  }

  get hasLoads(): boolean {
    return this.ops.some(({ op }) => op.kind === 'load');
  }

  get hasClears(): boolean {
    return (
      this.ops.some(({ op }) => op.kind === 'close') ||
      this.zero.work.some(({ kind }) => kind === 'clear')
    );
  }

  get hasFrees(): boolean {
    return this.input.progs.some((_, progIdx) => this.isFreeable(progIdx)) || this.hasLoads;
  }
}

/** Derives all that the model is written from; a reason in words where it cannot be written. */
export function readLab(input: MachineInput, options: PromelaOptions): Result<Lab, string> {
  const machine = createMachine(input);
  if (machine.actors.length > MAX_ACTORS) return err(`more than ${MAX_ACTORS} actors`);
  const zero = zeroFacts(machine);
  if (zero.halted !== null) return err(`the run ends before time zero: ${zero.halted}`);
  const far = zero.sites.some(({ insns }) => [...insns.values()].includes(null));
  if (far) return err('a jump is out of reach of a displacement of 32 bits');
  const pokesBypass = input.mapPoke.code.some(
    ({ stmt }) => stmt.kind === 'text-poke' && stmt.which === 'bypass',
  );
  if (pokesBypass && zero.descs.some(({ bypassId }) => bypassId === null)) {
    return err('map_poke pokes tailcall_bypass, which this layout has not');
  }
  const defers = input.mapPoke.code.some(({ stmt }) => stmt.kind === 'defer');
  if (defers) return err('call_rcu in map_poke');
  const found = cpuGraphs(machine, zero.state, {
    maxNodes: MAX_NODES,
    maxMemories: MAX_MEMORIES,
  });
  if (found.kind === 'refused') return err(found.reason);
  const exact = options.states === 'exact';
  const cpus = found.graphs.map((graph, cpuIdx) => cpuModel(input, graph, cpuIdx, exact));
  return ok(new Lab(zero, cpus, found.memories, exact));
}

function cpuModel(
  input: MachineInput,
  derived: CpuGraph,
  cpuIdx: number,
  exact: boolean,
): CpuModel {
  const graph = sortNodes(exact ? derived : mergeNodes(derived));
  const { actor } = graph;
  const lastRun = at(input.actors, actor).ops.findLastIndex(({ op }) => op.kind === 'run');
  return { cpuIdx, actor, graph, ranges: rangesOf(graph), lastRun };
}

function rangesOf({ nodes, edges }: CpuGraph): NodeRange[] {
  const ranges: NodeRange[] = [];
  for (let from = 0; from < nodes.length; ) {
    const node = at(nodes, from);
    let to = from;
    while (to + 1 < nodes.length && labelOf(at(nodes, to + 1)) === labelOf(node)) to++;
    const inside = edges.filter((edge) => edge.from >= from && edge.from <= to);
    ranges.push({ from, to, node, edges: inside });
    from = to + 1;
  }
  return ranges;
}
