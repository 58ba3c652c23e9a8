// What each event does to a view. The one place that says so; replay applies it, nothing else.
// Authority: core/machine/event.ts. Views are shared and never changed: a draft copies an array
// the first time it writes to it.

import { at } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import { type JitProg, type PokeDescriptor, siteOff } from '../jit/index.ts';
import type { MachineEvent, SiteRef, Step } from './event.ts';
import { foldCpu, IDLE } from './fold-cpu.ts';
import { foldGracePeriod, foldLock, withoutReader } from './fold-waits.ts';
import { siteStateOf } from './site-state.ts';
import { siteView } from './site-view.ts';
import type { CpuView, DescView, MachineView, SiteView } from './view.ts';

/** What a replay needs of the input; a `LabResult` has it too. */
export interface ReplayInput {
  /** All that a step can name: those of the input and the worker. */
  readonly actors: readonly unknown[];
  readonly maps: readonly MapDef[];
  readonly progs: readonly { readonly jit: JitProg | null }[];
}

const FREED = new Uint8Array(5).fill(0xcc);

/** The view before the first step: no program loaded, every slot empty. */
export function emptyView(input: ReplayInput): MachineView {
  return {
    cursor: 0,
    progs: input.progs.map(() => 'absent' as const),
    slots: input.maps.map((map) =>
      map.type === 'prog_array' ? Array<null>(map.maxEntries).fill(null) : [],
    ),
    descs: input.progs.map(({ jit }, progIdx) => emptyDescs(jit, progIdx)),
    locks: [],
    ops: input.actors.map(() => null),
    cpus: input.actors.map(() => IDLE),
    gracePeriods: [],
  };
}

function emptyDescs(jit: JitProg | null, progIdx: number): DescView[] {
  return (jit?.pokeTab ?? []).map((desc, pokeIdx) => ({
    progIdx,
    pokeIdx,
    state: 'empty',
    stable: false,
    bypass:
      desc.bypassOff === null ? null : emptySite(jit, desc, { progIdx, pokeIdx, which: 'bypass' }),
    target: emptySite(jit, desc, { progIdx, pokeIdx, which: 'target' }),
  }));
}

function emptySite(jit: JitProg | null, desc: PokeDescriptor, site: SiteRef): SiteView {
  const off = siteOff(desc, site.which);
  const bytes = at(jit?.funcs ?? [], desc.funcIdx).bytes.slice(off, off + 5);
  return { site, bytes, poke: null };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Applies steps to a private copy of a view, sharing with it what they leave alone. */
export class Draft {
  private readonly input: ReplayInput;
  private readonly view: Writable<MachineView>;
  /** Arrays that this draft has made itself and so may write to. */
  private readonly own = new Set<unknown>();

  constructor(input: ReplayInput, from: MachineView) {
    this.input = input;
    this.view = { ...from };
  }

  apply(step: Step): void {
    for (const event of step.events) this.event(event, step.actor);
    this.view.cursor++;
  }

  /** The view; the draft must not be used after this. */
  finish(): MachineView {
    return this.view;
  }

  private event(event: MachineEvent, actor: number): void {
    const { view } = this;
    switch (event.kind) {
      case 'op-begin':
      case 'op-end':
        this.opEvent(event, actor);
        return;
      case 'lock':
      case 'lock-wait':
      case 'unlock':
        view.locks = foldLock(view.locks, event, actor);
        return;
      case 'rcu-begin':
      case 'rcu-end':
        view.gracePeriods = foldGracePeriod(view.gracePeriods, event, actor);
        return;
      case 'slot-write':
        this.slotsOf(event.mapIdx)[event.key] = event.new;
        return;
      case 'prog':
        this.progState(event);
        return;
      case 'image':
        this.descsOf(
          event.progIdx,
          emptyDescs(at(this.input.progs, event.progIdx).jit, event.progIdx),
        );
        return;
      case 'stable':
        this.desc(event.progIdx, event.pokeIdx, (desc) => ({ ...desc, stable: true }));
        return;
      default:
        this.siteEvent(event);
        this.cpuEvent(event, actor);
    }
  }

  private opEvent(
    event: Extract<MachineEvent, { kind: 'op-begin' | 'op-end' }>,
    actor: number,
  ): void {
    const ops = this.writable(this.view.ops);
    ops[actor] = event.kind === 'op-begin' ? event.op : null;
    this.view.ops = ops;
  }

  private cpuEvent(event: MachineEvent, actor: number): void {
    const { view } = this;
    if (event.kind === 'sync') {
      for (const other of event.waits) {
        this.cpu(other, { ...at(view.cpus, other), ipi: event.ordinal });
      }
      return;
    }
    // A task that is preempted under rcu_read_lock() stays a reader.
    const leavesCpu = event.kind === 'preempt' && event.flavour === 'tasks-trace';
    if (event.kind === 'run-end' || leavesCpu) {
      view.gracePeriods = withoutReader(view.gracePeriods, actor, leavesCpu);
    }
    const before = at(view.cpus, actor);
    const after = foldCpu(before, event);
    if (after !== before) this.cpu(actor, after);
  }

  private cpu(actor: number, cpu: CpuView): void {
    const cpus = this.writable(this.view.cpus);
    cpus[actor] = cpu;
    this.view.cpus = cpus;
  }

  private siteEvent(event: MachineEvent): void {
    switch (event.kind) {
      case 'poke-begin':
        return this.site(event.site, (site) => ({
          ...site,
          poke: { old: event.found, new: event.wanted, phase: 'begun', synced: true },
        }));
      case 'store':
        return this.site(event.site, (site) => {
          const bytes = site.bytes.slice();
          bytes.set(event.after, event.off);
          return {
            ...site,
            bytes,
            poke: site.poke && { ...site.poke, phase: event.phase, synced: false },
          };
        });
      case 'sync':
        if (!event.site) return;
        return this.site(event.site, (site) => ({
          ...site,
          poke: site.poke && { ...site.poke, synced: true },
        }));
      case 'poke-end':
        return this.site(event.site, (site) => ({ ...site, poke: null }));
      default:
        // The rest tells a reader where the run is; it changes nothing that a view shows.
        return;
    }
  }

  private progState(event: Extract<MachineEvent, { kind: 'prog' }>): void {
    const { progIdx, state } = event;
    const progs = this.writable(this.view.progs);
    progs[progIdx] = state;
    this.view.progs = progs;
    if (state !== 'freed') return;
    const gone = (site: SiteView): SiteView => ({ ...site, bytes: FREED, poke: null });
    const freed = at(this.view.descs, progIdx).map((desc) => ({
      ...desc,
      state: 'empty' as const,
      stable: false,
      bypass: desc.bypass && gone(desc.bypass),
      target: gone(desc.target),
    }));
    this.descsOf(progIdx, freed);
  }

  private site(ref: SiteRef, change: (site: SiteView) => SiteView): void {
    this.desc(ref.progIdx, ref.pokeIdx, (desc) => {
      const next = { ...desc, [ref.which]: change(siteView(desc, ref.which)) };
      return { ...next, state: siteStateOf(next.bypass?.bytes ?? null, next.target.bytes) };
    });
  }

  private desc(progIdx: number, pokeIdx: number, change: (desc: DescView) => DescView): void {
    const descs = this.writable(at(this.view.descs, progIdx));
    descs[pokeIdx] = change(at(descs, pokeIdx));
    this.descsOf(progIdx, descs);
  }

  private descsOf(progIdx: number, descs: readonly DescView[]): void {
    const all = this.writable(this.view.descs);
    all[progIdx] = descs;
    this.view.descs = all;
  }

  private slotsOf(mapIdx: number): (number | null)[] {
    const all = this.writable(this.view.slots);
    const slots = this.writable(at(all, mapIdx));
    all[mapIdx] = slots;
    this.view.slots = all;
    return slots;
  }

  private writable<T>(list: readonly T[]): T[] {
    if (this.own.has(list)) return list as T[];
    const copy = list.slice();
    this.own.add(copy);
    return copy;
  }
}
