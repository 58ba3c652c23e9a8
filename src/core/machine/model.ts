// What is fixed for one lab: the input, the layout of its states, and look-ups into both.
// Authority: struct bpf_jit_poke_descriptor (Linux 6.1) for what a descriptor knows.

import { assert, at } from '../base/index.ts';
import { type PokeDescriptor, siteAddr, siteKinds } from '../jit/index.ts';
import type { Decoded } from './decoded.ts';
import type { RcuFlavour, SiteRef } from './event.ts';
import { type FiveBytes, packFive } from './five-bytes.ts';
import { Flux } from './flux.ts';
import { type MachineActor, type MachineInput, machineActors } from './input.ts';
import { Allocator, CPU, computeLayout, FRAME, type Layout } from './layout.ts';
import { Runtime } from './runtime.ts';

/** Actors are bits of a word. */
const MAX_ACTORS = 31;

/** Everything about a lab that no step changes. */
export class Machine {
  readonly input: MachineInput;
  readonly layout: Layout;
  /** Words of a state. */
  readonly stateSize: number;
  readonly actors: readonly MachineActor[];
  /** CPU of each actor that runs programs, else -1; and back. */
  readonly cpuIdxOf: readonly number[];
  readonly actorOf: readonly number[];
  /** What executes programs; null when no actor does or the input does not say where things are. */
  readonly runtime: Runtime | null;
  /** The empty poke site: the profile's five-byte nop. */
  readonly nop5: FiveBytes;
  readonly frameSize: number;
  /** By site id: what was decoded there before; a memory of decodeSite, no part of a state. */
  readonly decodedSites = new Map<number, Decoded[]>();
  /** By site id, then by insn word of a protocol: its bytes there; a memory of insnBytes, no part of a state. */
  readonly encodedSites = new Map<number, (FiveBytes | null)[]>();
  /** False where a protocol does without the lock, or takes it itself. */
  readonly takesPokeMutex: boolean;
  readonly takesTextMutex: boolean;
  /** Number of each program's first descriptor. */
  private readonly firstDescs: readonly number[];
  /** Number of each descriptor's first site, its target. */
  private readonly firstSites: readonly number[];
  /** All sites by number. */
  private readonly sites: readonly SiteRef[];

  constructor(input: MachineInput) {
    this.input = input;
    this.actors = machineActors(input);
    const { mapPoke, textPoke } = input;
    this.takesPokeMutex = !mapPoke.omits.includes('poke_mutex');
    this.takesTextMutex = ![...mapPoke.omits, ...textPoke.omits].includes('text_mutex');
    assert(this.actors.length <= MAX_ACTORS, `a machine has at most ${MAX_ACTORS} actors`);
    const runs = ({ ops }: MachineActor): boolean =>
      input.memory !== null && ops.some(({ op }) => op.kind === 'run');
    this.actorOf = [...this.actors.keys()].filter((actor) => runs(at(this.actors, actor)));
    this.cpuIdxOf = this.actors.map((_, actor) => this.actorOf.indexOf(actor));
    this.firstDescs = firstDescs(input);
    this.sites = allSites(input);
    this.firstSites = [...this.sites.keys()].filter((i) => at(this.sites, i).which === 'target');
    const allocator = new Allocator();
    this.layout = computeLayout(input, this.actorOf.length, allocator);
    this.runtime =
      input.memory && this.actorOf.length > 0
        ? new Runtime(this, input.memory, allocator.take)
        : null;
    this.stateSize = allocator.size;
    this.nop5 = packFive(at(input.profile.jit.nops, 5));
    this.frameSize = this.layout.textLocals + input.textPoke.locals.length;
  }

  /** Section that a run of the program is; its memory is freed after a grace period of that kind. */
  flavourOf(progIdx: number): RcuFlavour {
    return at(this.input.progs, progIdx).sleepable ? 'tasks-trace' : 'rcu';
  }

  /** True if the task can lose its CPU inside a run of the program. */
  isPreemptible(progIdx: number): boolean {
    const { sleepable, type } = at(this.input.progs, progIdx);
    return sleepable || (this.input.profile.preemptibleRuns ?? []).includes(type);
  }

  /** True while an op of the actor is under way. */
  isBusy(words: Int32Array, actor: number): boolean {
    return words[at(this.layout.frames, actor) + FRAME.phase] !== 0;
  }

  /** True from the entry of a run of the actor's to its return. */
  isInRun(words: Int32Array, actor: number): boolean {
    const base = this.layout.cpus[at(this.cpuIdxOf, actor)];
    return base !== undefined && words[base + CPU.prog] !== 0;
  }

  /** What CPUs may still fetch, in a state. */
  flux(words: Int32Array): Flux {
    return new Flux(words, this.layout.flux, this.actorOf.length);
  }

  /** Number of a descriptor among those of all programs. */
  descId(progIdx: number, pokeIdx: number): number {
    return at(this.firstDescs, progIdx) + pokeIdx;
  }

  /** Number of a site among those of all programs. */
  siteId({ progIdx, pokeIdx, which }: SiteRef): number {
    return at(this.firstSites, this.descId(progIdx, pokeIdx)) + Number(which === 'bypass');
  }

  siteOf(siteId: number): SiteRef {
    return at(this.sites, siteId);
  }

  get worker(): number {
    return this.actors.length - 1;
  }

  pokeTab(progIdx: number): readonly PokeDescriptor[] {
    return at(this.input.progs, progIdx).jit?.pokeTab ?? [];
  }

  poke(progIdx: number, pokeIdx: number): PokeDescriptor {
    return at(this.pokeTab(progIdx), pokeIdx);
  }

  siteAddr(site: SiteRef): bigint {
    return siteAddr(this.poke(site.progIdx, site.pokeIdx), site.which);
  }

  keyAt(mapIdx: number, slot: number): number {
    return at(at(this.layout.maps, mapIdx).keys, slot);
  }

  /** Prog arrays that track a program: those of its descriptors, in table order. */
  trackingMaps(progIdx: number): number[] {
    return [...new Set(this.pokeTab(progIdx).map((desc) => desc.mapIdx))];
  }

  /** Descriptors as the load fixes them up: function by function, table order within each. */
  fixupOrder(progIdx: number): number[] {
    const table = this.pokeTab(progIdx);
    return [...table.keys()].sort((a, b) => at(table, a).funcIdx - at(table, b).funcIdx || a - b);
  }

  isProgArray(mapIdx: number): boolean {
    return at(this.input.maps, mapIdx).type === 'prog_array';
  }
}

/** In the order of `siteId`. */
function allSites(input: MachineInput): SiteRef[] {
  return input.progs.flatMap(({ jit }, progIdx) =>
    (jit?.pokeTab ?? []).flatMap((desc, pokeIdx): SiteRef[] =>
      siteKinds(desc).map((which) => ({ progIdx, pokeIdx, which })),
    ),
  );
}

function firstDescs(input: MachineInput): number[] {
  let next = 0;
  return input.progs.map(({ jit }) => {
    const first = next;
    next += jit?.pokeTab.length ?? 0;
    return first;
  });
}
