// What became of each thing in a run, made once from its events: who has had a lock, written a slot, poked a
// site, and when. A look at any moment is then a search by bisection, however long the run.
// Authority: core/machine/event.ts; the states of sites are those of fold.ts.

import { assert, at } from '../base/index.ts';
import type {
  LockRef,
  MachineEvent,
  OpRef,
  ProgState,
  RcuFlavour,
  SiteRef,
  SiteState,
  SlotValue,
  Step,
} from './event.ts';
import { emptyView, type ReplayInput } from './fold.ts';
import { siteStateOf } from './site-state.ts';

/** Something that step `step` (0-based: the cursor behind it is one more) did. */
export interface Happening {
  readonly step: number;
}

/** A pair of sites came into a state. */
export interface StateChange extends Happening {
  readonly state: SiteState;
}

/** From one state at rest to the next, `begun` by the first store and ended by `step`. */
export interface Transition extends Happening {
  readonly begun: number;
  readonly from: SiteState;
  readonly to: SiteState;
}

/** Bytes were stored at a site: all five as they are then. */
export interface SiteStore extends Happening {
  readonly which: SiteRef['which'];
  readonly bytes: Uint8Array;
  readonly phase: Extract<MachineEvent, { kind: 'store' }>['phase'];
}

/** What became of one poke descriptor. */
export interface DescHistory {
  readonly states: readonly StateChange[];
  readonly transitions: readonly Transition[];
  readonly stores: readonly SiteStore[];
}

export interface SlotWrite extends Happening {
  readonly old: SlotValue;
  readonly new: SlotValue;
}

export interface LockUse extends Happening {
  readonly kind: 'lock' | 'unlock' | 'lock-wait';
}

/** A program's life, and who refers to it as seen in events. */
export interface ProgChange extends Happening {
  readonly state: ProgState;
}

/** From `step` on until `end`; null: to the end of the run. */
export interface Stretch extends Happening {
  readonly end: number | null;
}

export interface RunStretch extends Stretch {
  readonly progIdx: number;
  readonly ordinal: number;
  readonly retval: number | null;
}

export interface OpStretch extends Stretch {
  readonly op: OpRef;
  readonly errno: number | null;
}

export interface GracePeriodStretch extends Stretch {
  readonly ordinal: number;
  readonly flavour: RcuFlavour;
  readonly purpose: 'wait' | 'callback';
  readonly actor: number;
  readonly progIdx: SlotValue;
  /** Those that it had to wait for when it began. */
  readonly readers: readonly number[];
}

/** Lines of the two protocols that an actor's last step ran; null outside of them. */
export interface LineChange extends Happening {
  readonly mapPoke: number | null;
  readonly textPoke: number | null;
}

/** All lists ascend by step. */
export interface RunHistory {
  /** By program, then by poke index. */
  readonly descs: readonly (readonly DescHistory[])[];
  /** By `slotKey`. */
  readonly slots: ReadonlyMap<string, readonly SlotWrite[]>;
  /** By `lockKey`. */
  readonly locks: ReadonlyMap<string, readonly LockUse[]>;
  /** By program. */
  readonly progs: readonly (readonly ProgChange[])[];
  /** By actor. */
  readonly runs: readonly (readonly RunStretch[])[];
  readonly ops: readonly (readonly OpStretch[])[];
  readonly lines: readonly (readonly LineChange[])[];
  readonly gracePeriods: readonly GracePeriodStretch[];
  /** Step of each sync, by its ordinal. */
  readonly syncs: ReadonlyMap<number, number>;
}

export function slotKey(mapIdx: number, key: number): string {
  return `${mapIdx}/${key}`;
}

export function lockKey(lock: LockRef): string {
  return lock.kind === 'poke_mutex' ? `${lock.kind}/${lock.mapIdx}` : lock.kind;
}

/** How many happenings of a list are among the first `cursor` steps. */
export function countBefore(list: readonly Happening[], cursor: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(list, middle).step < cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last one among the first `cursor` steps; undefined if there is none. */
export function lastBefore<T extends Happening>(list: readonly T[], cursor: number): T | undefined {
  return list[countBefore(list, cursor) - 1];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface DescDraft {
  readonly bypass: Uint8Array | null;
  readonly target: Uint8Array;
  /** The same as they are in a new image. */
  readonly empty: { readonly bypass: Uint8Array | null; readonly target: Uint8Array };
  readonly states: StateChange[];
  readonly transitions: Transition[];
  readonly stores: SiteStore[];
}

/** `steps` must be those of one run of this input, from the first on. */
export function runHistory(input: ReplayInput, steps: readonly Step[]): RunHistory {
  const recorder = new Recorder(input);
  steps.forEach((step, idx) => {
    recorder.record(step, idx);
  });
  return recorder.history;
}

class Recorder {
  readonly history: RunHistory;
  private readonly descs: readonly (readonly DescDraft[])[];
  private readonly slots = new Map<string, SlotWrite[]>();
  private readonly locks = new Map<string, LockUse[]>();
  private readonly progs: readonly ProgChange[][];
  private readonly runs: readonly Writable<RunStretch>[][];
  private readonly ops: readonly Writable<OpStretch>[][];
  private readonly lines: readonly LineChange[][];
  private readonly gracePeriods: Writable<GracePeriodStretch>[] = [];
  private readonly syncs = new Map<number, number>();
  /** By actor: the line of map_poke that called text_poke last. */
  private readonly callers: (number | null)[];

  constructor(input: ReplayInput) {
    const { descs, progs, ops } = emptyView(input);
    this.descs = descs.map((all) =>
      all.map(({ bypass, target }) => ({
        bypass: bypass && bypass.bytes.slice(),
        target: target.bytes.slice(),
        empty: { bypass: bypass && bypass.bytes, target: target.bytes },
        states: [],
        transitions: [],
        stores: [],
      })),
    );
    this.progs = progs.map(() => []);
    this.runs = ops.map(() => []);
    this.ops = ops.map(() => []);
    this.lines = ops.map(() => []);
    this.callers = ops.map(() => null);
    const { slots, locks, runs, lines, gracePeriods, syncs } = this;
    this.history = {
      descs: this.descs,
      slots,
      locks,
      progs: this.progs,
      runs,
      ops: this.ops,
      lines,
      gracePeriods,
      syncs,
    };
  }

  record(step: Step, idx: number): void {
    for (const event of step.events) this.event(event, step.actor, idx);
    this.linesOf(step, idx);
  }

  private event(event: MachineEvent, actor: number, step: number): void {
    switch (event.kind) {
      case 'store':
        return this.store(event, step);
      case 'image':
        return this.appear(event.progIdx, step);
      case 'slot-write':
        return push(this.slots, slotKey(event.mapIdx, event.key), {
          step,
          old: event.old,
          new: event.new,
        });
      case 'lock':
      case 'unlock':
      case 'lock-wait':
        return push(this.locks, lockKey(event.lock), { step, kind: event.kind });
      case 'prog':
        return this.prog(event, step);
      case 'sync':
        this.syncs.set(event.ordinal, step);
        return;
      case 'rcu-begin':
      case 'rcu-end':
        return this.gracePeriod(event, actor, step);
      default:
        return this.stretch(event, actor, step);
    }
  }

  private stretch(event: MachineEvent, actor: number, step: number): void {
    const runs = at(this.runs, actor);
    const ops = at(this.ops, actor);
    switch (event.kind) {
      case 'run-begin': {
        const { progIdx, ordinal } = event;
        runs.push({ step, end: null, progIdx, ordinal, retval: null });
        return;
      }
      case 'run-end':
        end(runs, { end: step, retval: event.retval });
        return;
      case 'op-begin':
        this.callers[actor] = null;
        ops.push({ step, end: null, op: event.op, errno: null });
        return;
      case 'op-end':
        end(ops, { end: step, errno: event.errno });
        return;
      default:
        return;
    }
  }

  private gracePeriod(
    event: Extract<MachineEvent, { kind: 'rcu-begin' | 'rcu-end' }>,
    actor: number,
    step: number,
  ): void {
    const { ordinal, flavour, purpose, progIdx } = event;
    if (event.kind === 'rcu-begin') {
      const { readers } = event;
      this.gracePeriods.push({
        step,
        end: null,
        ordinal,
        flavour,
        purpose,
        actor,
        progIdx,
        readers,
      });
      return;
    }
    const begun = this.gracePeriods.findLast((period) => period.ordinal === ordinal);
    if (begun) begun.end = step;
  }

  /** The image is in place, with empty sites. */
  private appear(progIdx: number, step: number): void {
    for (const desc of at(this.descs, progIdx)) {
      if (desc.empty.bypass !== null) desc.bypass?.set(desc.empty.bypass);
      desc.target.set(desc.empty.target);
      desc.states.push({ step, state: 'empty' });
    }
  }

  /** Memory that is freed holds no site any more. */
  private prog({ progIdx, state }: Extract<MachineEvent, { kind: 'prog' }>, step: number): void {
    at(this.progs, progIdx).push({ step, state });
    if (state !== 'freed') return;
    for (const { states } of at(this.descs, progIdx)) {
      if (states.at(-1)?.state !== 'empty') states.push({ step, state: 'empty' });
    }
  }

  private store(event: Extract<MachineEvent, { kind: 'store' }>, step: number): void {
    const { which, progIdx, pokeIdx } = event.site;
    const desc = at(at(this.descs, progIdx), pokeIdx);
    const memory = which === 'target' ? desc.target : desc.bypass;
    assert(memory !== null, 'a layout with one site has no bypass');
    memory.set(event.after, event.off);
    desc.stores.push({ step, which, bytes: memory.slice(), phase: event.phase });
    const state = siteStateOf(desc.bypass, desc.target);
    const before = desc.states.at(-1);
    if (before?.state === state && state === 'moving') return;
    const rest = before?.state === 'moving' ? desc.states.at(-2) : before;
    if (state !== 'moving' && rest) {
      const begun = before?.state === 'moving' ? before.step : step;
      desc.transitions.push({ step, begun, from: rest.state, to: state });
    }
    desc.states.push({ step, state });
  }

  /** Lines that the step ran; an IPI comes in between and leaves its actor where it is. */
  private linesOf({ actor, protocol, events }: Step, step: number): void {
    if (events.every(({ kind }) => kind === 'ipi')) return;
    if (protocol?.role === 'map_poke') this.callers[actor] = protocol.line;
    const mapPoke = protocol ? (this.callers[actor] ?? null) : null;
    const textPoke = protocol?.role === 'text_poke' ? protocol.line : null;
    const lines = at(this.lines, actor);
    const last = lines.at(-1);
    const wasThere = last?.mapPoke === mapPoke && last.textPoke === textPoke;
    const isNowhere = !last && mapPoke === null && textPoke === null;
    if (!wasThere && !isNowhere) lines.push({ step, mapPoke, textPoke });
  }
}

function push<T>(lists: Map<string, T[]>, key: string, entry: T): void {
  const list = lists.get(key);
  if (list) list.push(entry);
  else lists.set(key, [entry]);
}

function end<T extends Writable<Stretch>>(list: T[], part: Partial<T>): void {
  const last = list.at(-1);
  if (last && last.end === null) Object.assign(last, part);
}
