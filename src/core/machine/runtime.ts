// What executes programs: their code, the kernel around them, and one processor for each CPU.

import { assert, at } from '../base/index.ts';
import { runLayout } from '../kernel/index.ts';
import { X86Cpu } from '../x86/index.ts';
import { CodeMap } from './code-map.ts';
import { Env } from './env/env.ts';
import type { EnvMemory } from './env/env-memory.ts';
import type { SiteRef } from './event.ts';
import type { MachineInput, MachineMemory } from './input.ts';
import { callPlaces } from './interpreter/calls.ts';
import type { Layout } from './layout.ts';
import { stackBytes } from './stack-bytes.ts';
import { State } from './state.ts';

/** Length in bytes of a test run's packet when the op does not say. */
const DEFAULT_PACKET = 64;

/** A processor whose memory knows what other CPUs share. */
export type MachineCpu = X86Cpu & { readonly memory: EnvMemory };

/** What is fixed for a lab, as far as running programs needs it. */
export interface RuntimeLab {
  readonly input: MachineInput;
  readonly layout: Layout;
  readonly cpuIdxOf: readonly number[];
  readonly actorOf: readonly number[];
  siteId(site: SiteRef): number;
  descId(progIdx: number, pokeIdx: number): number;
}

/** Nothing here changes from step to step but what it is bound to. */
export class Runtime {
  readonly env: Env;
  readonly code: CodeMap;
  private readonly cpuIdxOf: readonly number[];
  private readonly cpus: readonly MachineCpu[];
  private readonly memories: readonly EnvMemory[];

  constructor(lab: RuntimeLab, memory: MachineMemory, take: (words: number) => number) {
    const { input, layout } = lab;
    this.cpuIdxOf = lab.cpuIdxOf;
    const kernel = runLayout(input.profile.version);
    assert(kernel !== undefined, `structures of kernel ${input.profile.version} are known`);
    this.env = new Env(
      {
        layout: kernel,
        maps: input.maps.map((def, mapIdx) => ({ def, ...at(memory.maps, mapIdx) })),
        progs: input.progs.map(({ type, jit }, progIdx) => ({
          type,
          progAddr: at(memory.progs, progIdx),
          funcAddr: jit?.funcs[0]?.addr ?? 0n,
        })),
        symbols: memory.symbols,
        cpus: lab.actorOf.length,
        packetLen: longestPacket(input),
        stackLen: stackBytes(input.progs),
        slot: (words, mapIdx, key) => {
          const state = new State(layout, words);
          const slot = state.slotOf(mapIdx, key);
          return slot < 0 ? 0 : state.slot(mapIdx, slot);
        },
      },
      take,
    );
    this.code = new CodeMap(
      input.progs.map(({ jit }) => jit),
      lab,
      callPlaces(input.profile, memory.symbols.get('__bpf_call_base') ?? 0n),
    );
    this.memories = lab.actorOf.map((_, cpuIdx) => this.env.memory(cpuIdx));
    this.cpus = this.memories.map((mem, cpuIdx) => {
      const cpu = new X86Cpu(new Int32Array(0), at(layout.cpus, cpuIdx), mem);
      const gs = this.env.gsBase(cpuIdx);
      cpu.gsLo = Number(BigInt.asIntN(32, gs));
      cpu.gsHi = Number(BigInt.asIntN(32, gs >> 32n));
      return Object.assign(cpu, { memory: mem });
    });
  }

  /** The processor of an actor, at work on `words`. */
  cpuFor(words: Int32Array, actor: number): MachineCpu {
    const cpuIdx = at(this.cpuIdxOf, actor);
    const cpu = at(this.cpus, cpuIdx);
    cpu.words = words;
    at(this.memories, cpuIdx).bind(words);
    return cpu;
  }

  memoryFor(words: Int32Array, actor: number): EnvMemory {
    const memory = at(this.memories, at(this.cpuIdxOf, actor));
    memory.bind(words);
    return memory;
  }
}

function longestPacket(input: MachineInput): number {
  const lengths = input.actors
    .flatMap(({ ops }) => ops)
    .map(({ op }) => (op.kind === 'run' ? (op.len ?? DEFAULT_PACKET) : 0));
  return Math.max(DEFAULT_PACKET, ...lengths);
}
