// The states of a machine as tuples of numbers: one number for the value of each part (core/machine parts.ts).
// Two states are equal exactly when their tuples are. A move is made by `advance` on whole states, once for each
// combination of the parts that it looks at.

import {
  type Action,
  actionKind,
  actorActions,
  advance,
  canSleep,
  type Machine,
  type MachineState,
  PART,
  Parts,
  PUBLIC_WORDS,
  pendingIpis,
  publicWords,
  type Reach,
  reachOf,
  type Step,
  stepFootprint,
} from '../machine/index.ts';
import type { Generations } from './generations.ts';
import { type Move, MoveTable, partBit } from './move-table.ts';
import { PartStore } from './part-store.ts';
import { StateStore } from './state-store.ts';
import { TupleStore } from './tuple-store.ts';

/** Says what a move means: the failures that it is, the edge of the site graph that it goes along. */
export type Judge = (
  step: Step,
  before: MachineState,
  after: MachineState,
) => Pick<Move, 'failures' | 'edge'>;

/** Moves of each actor in a state, `SORTS` lists for each: IPIs, steps, to lose its CPU or get it back. */
export type MoveLists = (readonly Move[])[];
export const SORTS = 3;
const NO_MOVES: readonly Move[] = [];

/** What is known of each value of an actor's part. */
interface ActorValues {
  readonly reach: Reach[];
  readonly sleeps: boolean[];
  /** Parts that its moves look at but for its own, as bits. */
  readonly looks: number[];
  /** Number of what others can see of it. */
  readonly shown: number[];
}

/** What an actor's moves look at. */
interface ActorTables {
  readonly actor: number;
  readonly part: number;
  /** Its own part's bit. */
  readonly bit: number;
  readonly run: MoveTable;
  readonly edge: MoveTable;
  readonly all: MoveTable;
  readonly preempt: MoveTable;
  readonly ipi: MoveTable;
  readonly values: ActorValues;
}

const { kernel, text, values, ipis, readers } = PART;
/** Words of a move table's key in front of what others show. */
const SHARED_KEY = 5;

const EVERYTHING = -1;
const TEXT_BIT = partBit(text);
const IPIS_BIT = partBit(ipis);
/** Parts that belong to no actor. */
const SHARED_BITS = partBit(PART.actors) - 1;
/** What the keys of an actor's steps hold but for its own part, by their reach. */
const LOOKS: Readonly<Record<Reach, number>> = {
  none: 0,
  run: TEXT_BIT | partBit(values),
  edge: partBit(kernel) | TEXT_BIT | partBit(values) | partBit(readers),
  all: EVERYTHING,
};

export class StateSpace {
  readonly machine: Machine;
  readonly states: StateStore;
  readonly actors: readonly ActorTables[];
  /** Some move leads to a state in which the machine has stopped. */
  hasHalted = false;
  private readonly parts: Parts;
  private readonly stores: readonly PartStore[];
  private readonly shown = new TupleStore(PUBLIC_WORDS);
  private readonly shownWords = new Int32Array(PUBLIC_WORDS);
  private readonly buffer: Int32Array;
  /** True by number of the text's value where the machine has stopped. */
  private readonly halted: boolean[] = [];
  /** By number of the IPIs' value: actors with one to take, a bit each. */
  private readonly pending: number[] = [];
  /** By number of the kernel's value: something is left to the worker. */
  private readonly hasWork: boolean[] = [];
  private readonly judge: Judge;
  /** Follows what chains meet of tables, in one number behind the parts; null: nobody asks. */
  private readonly generations: Generations | null;
  /** The state whose numbers are in `loaded`, as words; and the one behind a move. */
  private readonly before: MachineState;
  private readonly after: MachineState;
  private readonly loaded: Int32Array;
  private readonly scratch: Int32Array;

  /** `zero`: the state at time zero. */
  constructor(
    machine: Machine,
    zero: MachineState,
    judge: Judge,
    generations: Generations | null = null,
  ) {
    this.machine = machine;
    this.judge = judge;
    this.generations = generations;
    this.parts = new Parts(machine);
    this.stores = this.parts.sizes.map((size) => new PartStore(size));
    this.buffer = new Int32Array(Math.max(...this.parts.sizes));
    this.states = new StateStore(this.parts.count + Number(generations !== null));
    this.before = zero.slice();
    this.parts.forget(this.before);
    this.after = this.before.slice();
    this.loaded = new Int32Array(this.parts.count).fill(-1);
    this.scratch = new Int32Array(this.states.width);
    this.actors = this.parts.ofActor.flatMap((part, actor) =>
      part < 0 ? [] : [actorTables(actor, part, this.parts.count - PART.actors)],
    );
    const first = this.loaded.map((_, part) => this.internPart(this.before, part));
    this.loaded.set(first);
    // Where pasts are followed, that of time zero is number 0.
    this.states.intern(generations ? Int32Array.of(...first, 0) : first);
  }

  /** Number of the state at time zero. */
  get zero(): number {
    return 0;
  }

  get width(): number {
    return this.states.width;
  }

  /** Bytes of everything that is kept. */
  get bytes(): number {
    let sum = this.states.bytes + this.shown.bytes;
    for (const store of this.stores) sum += store.bytes;
    for (const { run, edge, all, preempt, ipi } of this.actors) {
      sum += run.bytes + edge.bytes + all.bytes + preempt.bytes + ipi.bytes;
    }
    return sum;
  }

  /** Copies a state's numbers to `out`. */
  read(state: number, out: Int32Array): void {
    this.states.read(state, out);
  }

  /** Number of the state that `move` leads to from a kept one. */
  follow(state: number, move: Move): number {
    if (move.sight === 0) return this.states.internChanged(state, move.parts, move.values);
    this.read(state, this.scratch);
    this.change(this.scratch, move);
    return this.states.intern(this.scratch);
  }

  /** Makes a move on a state's numbers in place. */
  change(ids: Int32Array, { parts, values: numbers, sight }: Move): void {
    for (let idx = 0; idx < parts.length; idx++) ids[parts[idx] ?? 0] = numbers[idx] ?? 0;
    if (sight === 0 || this.generations === null) return;
    const past = this.parts.count;
    const next = this.generations.after(ids[past] ?? 0, sight);
    this.states.fit(past, next);
    ids[past] = next;
  }

  /** What a chain met that no one moment had, in words; null where pasts are not followed, too. */
  mixedIn(ids: Int32Array): string | null {
    return this.generations?.mixedIn(ids[this.parts.count] ?? 0) ?? null;
  }

  /** The words of a state, but for counters; valid until the next call of any method. */
  words(ids: Int32Array): MachineState {
    this.load(ids);
    return this.before;
  }

  /** Number of the value of the text's part. */
  textOf(ids: Int32Array): number {
    return ids[text] ?? 0;
  }

  isHalted(words: MachineState): boolean {
    return this.parts.isHalted(words);
  }

  /** All moves from a state, those of actor `first` in front. */
  moves(ids: Int32Array, first: number): readonly Move[] {
    const lists: MoveLists = [];
    const found: Move[] = [];
    this.lookUp(ids, lists, 0);
    this.gather(lists, 0, first, found, 0);
    return found;
  }

  /** Writes the moves of the lists from `at` on to `out` from `top` on, those of actor `first` in front; returns the end. */
  gather(lists: MoveLists, at: number, first: number, out: Move[], top: number): number {
    const { actors } = this;
    let end = top;
    let own = -1;
    for (let pos = 0; pos < actors.length; pos++) if (actors[pos]?.actor === first) own = pos;
    if (own >= 0) end = gatherOwn(lists, at + own * SORTS, out, end);
    for (let pos = 0; pos < actors.length; pos++) {
      if (pos !== own) end = gatherOwn(lists, at + pos * SORTS, out, end);
    }
    return end;
  }

  /** Looks up what each actor may do, to `lists` from `to` on. */
  lookUp(ids: Int32Array, lists: MoveLists, to: number): void {
    const isOver = this.halted[ids[text] ?? 0] === true;
    const { actors } = this;
    for (let pos = 0; pos < actors.length; pos++) {
      const tables = actors[pos];
      if (tables === undefined) continue;
      const at = to + pos * SORTS;
      lists[at] = isOver ? NO_MOVES : this.ipiMoves(tables, ids);
      lists[at + 1] = isOver ? NO_MOVES : this.goMoves(tables, ids);
      lists[at + 2] = isOver ? NO_MOVES : this.preemptMoves(tables, ids);
    }
  }

  /**
   * The same for a state to which `move` led from one whose lists are in `lists` at `from`: what looks at nothing
   * that the move has changed is taken over.
   */
  lookUpAfter(
    ids: Int32Array,
    { changed, shown }: Move,
    lists: MoveLists,
    from: number,
    to: number,
  ): void {
    if ((changed & TEXT_BIT) !== 0) {
      this.lookUp(ids, lists, to);
      return;
    }
    const { actors } = this;
    for (let pos = 0; pos < actors.length; pos++) {
      const tables = actors[pos];
      if (tables === undefined) continue;
      const own = ids[tables.part] ?? 0;
      const isOther = (changed & tables.bit) === 0;
      const last = from + pos * SORTS;
      const at = to + pos * SORTS;
      const keepsIpi = isOther && (changed & IPIS_BIT) === 0;
      lists[at] = keepsIpi ? (lists[last] ?? NO_MOVES) : this.ipiMoves(tables, ids);
      const keeps =
        isOther && (((changed & SHARED_BITS) | shown) & (tables.values.looks[own] ?? -1)) === 0;
      lists[at + 1] = keeps ? (lists[last + 1] ?? NO_MOVES) : this.goMoves(tables, ids);
      lists[at + 2] = keeps ? (lists[last + 2] ?? NO_MOVES) : this.preemptMoves(tables, ids);
    }
  }

  private goMoves(tables: ActorTables, ids: Int32Array): readonly Move[] {
    const own = ids[tables.part] ?? 0;
    const reach = tables.values.reach[own];
    if (reach === 'none') return NO_MOVES;
    if (tables.actor === this.machine.worker && !this.hasWork[ids[kernel] ?? 0]) return NO_MOVES;
    if (reach === 'edge') return this.lookUpEdge(tables, ids, own);
    if (reach === 'all') return this.lookUpAll(tables, tables.all, ids, own, isNoIpi);
    const { run } = tables;
    const { slot } = run;
    slot[0] = own;
    slot[1] = ids[text] ?? 0;
    slot[2] = ids[values] ?? 0;
    return run.find() ?? run.add(this.make(tables, ids, isGo));
  }

  private preemptMoves(tables: ActorTables, ids: Int32Array): readonly Move[] {
    const own = ids[tables.part] ?? 0;
    if (tables.values.reach[own] !== 'run' || !tables.values.sleeps[own]) return NO_MOVES;
    return this.lookUpAll(tables, tables.preempt, ids, own, isPreempt);
  }

  private ipiMoves(tables: ActorTables, ids: Int32Array): readonly Move[] {
    if ((((this.pending[ids[ipis] ?? 0] ?? 0) >>> tables.actor) & 1) === 0) return NO_MOVES;
    const { ipi } = tables;
    const { slot } = ipi;
    slot[0] = ids[tables.part] ?? 0;
    slot[1] = ids[text] ?? 0;
    slot[2] = ids[ipis] ?? 0;
    return ipi.find() ?? ipi.add(this.make(tables, ids, isIpi));
  }

  private lookUpEdge(tables: ActorTables, ids: Int32Array, own: number): readonly Move[] {
    const { edge } = tables;
    const { slot } = edge;
    slot[0] = own;
    slot[1] = ids[kernel] ?? 0;
    slot[2] = ids[text] ?? 0;
    slot[3] = ids[values] ?? 0;
    slot[4] = ids[readers] ?? 0;
    return edge.find() ?? edge.add(this.make(tables, ids, isNoIpi));
  }

  private lookUpAll(
    tables: ActorTables,
    table: MoveTable,
    ids: Int32Array,
    own: number,
    wanted: (action: Action) => boolean,
  ): readonly Move[] {
    const { slot } = table;
    slot[0] = own;
    slot[1] = ids[kernel] ?? 0;
    slot[2] = ids[text] ?? 0;
    slot[3] = ids[ipis] ?? 0;
    slot[4] = ids[readers] ?? 0;
    const { actors } = this;
    let next = SHARED_KEY;
    for (let pos = 0; pos < actors.length; pos++) {
      const other = actors[pos];
      if (other === undefined || other === tables) continue;
      slot[next++] = other.values.shown[ids[other.part] ?? 0] ?? 0;
    }
    return table.find() ?? table.add(this.make(tables, ids, wanted));
  }

  /** Makes all moves of a sort. */
  private make(
    { actor }: ActorTables,
    ids: Int32Array,
    wanted: (action: Action) => boolean,
  ): readonly Move[] {
    this.load(ids);
    const { machine, before, after } = this;
    const enabled = actorActions(machine, before, actor).filter(wanted);
    return enabled.map((action) => {
      after.set(before);
      const step = advance(machine, after, action);
      const judged = this.judge(step, before, after);
      const footprint = stepFootprint(machine, step);
      const sight = this.generations?.sightOf(step) ?? 0;
      return { action, actor, footprint, sight, ...judged, ...this.changes(ids) };
    });
  }

  /** Parts in which `after` differs from `before`, whose numbers are `ids`. */
  private changes(ids: Int32Array): Pick<Move, 'parts' | 'values' | 'changed' | 'shown'> {
    const parts: number[] = [];
    const numbers: number[] = [];
    let changed = 0;
    let shown = 0;
    for (let part = 0; part < this.parts.count; part++) {
      if (!this.parts.differ(this.before, this.after, part)) continue;
      const number = this.internPart(this.after, part);
      parts.push(part);
      numbers.push(number);
      changed |= partBit(part);
      const told = this.actors.find((other) => other.part === part)?.values.shown;
      if (told?.[number] !== told?.[ids[part] ?? 0]) shown |= partBit(part);
    }
    return { parts, values: numbers, changed, shown };
  }

  private internPart(words: MachineState, part: number): number {
    const store = this.stores[part];
    if (store === undefined) return 0;
    this.parts.gather(words, part, this.buffer);
    const id = store.intern(this.buffer);
    if (store.isNew) {
      this.states.fit(part, id);
      this.describe(words, part, id);
    }
    return id;
  }

  /** Notes what has to be known of a new value of a part. */
  private describe(words: MachineState, part: number, id: number): void {
    const { machine } = this;
    if (part === text) {
      this.halted[id] = this.parts.isHalted(words);
      this.hasHalted ||= this.parts.isHalted(words);
    }
    if (part === ipis) this.pending[id] = pendingIpis(machine, words);
    if (part === kernel) this.hasWork[id] = this.parts.hasWork(words);
    const tables = this.actors.find((other) => other.part === part);
    if (tables === undefined) return;
    const { actor } = tables;
    const reach = reachOf(machine, words, actor);
    const sleeps = canSleep(machine, words, actor);
    tables.values.reach[id] = reach;
    tables.values.sleeps[id] = sleeps;
    tables.values.looks[id] = sleeps ? EVERYTHING : LOOKS[reach];
    publicWords(machine, words, actor, this.shownWords);
    tables.values.shown[id] = this.shown.intern(this.shownWords);
  }

  private load(ids: Int32Array): void {
    const { loaded, buffer } = this;
    for (let part = 0; part < loaded.length; part++) {
      const id = ids[part] ?? 0;
      if (loaded[part] === id) continue;
      this.stores[part]?.read(id, buffer);
      this.parts.scatter(this.before, part, buffer);
      loaded[part] = id;
    }
  }
}

/** One actor's lists. */
function gatherOwn(lists: MoveLists, at: number, out: Move[], top: number): number {
  let end = top;
  for (let sort = 0; sort < SORTS; sort++) {
    const moves = lists[at + sort] ?? NO_MOVES;
    for (let idx = 0; idx < moves.length; idx++) {
      const move = moves[idx];
      if (move !== undefined) out[end++] = move;
    }
  }
  return end;
}

function actorTables(actor: number, part: number, moving: number): ActorTables {
  const wide = SHARED_KEY + moving - 1;
  return {
    actor,
    part,
    bit: partBit(part),
    run: new MoveTable(3),
    edge: new MoveTable(SHARED_KEY),
    all: new MoveTable(wide),
    preempt: new MoveTable(wide),
    ipi: new MoveTable(3),
    values: { reach: [], sleeps: [], looks: [], shown: [] },
  };
}

const isIpi = (action: Action): boolean => actionKind(action) === 'ipi';
const isPreempt = (action: Action): boolean => actionKind(action) === 'preempt';
const isNoIpi = (action: Action): boolean => !isIpi(action);
const isGo = (action: Action): boolean => !isIpi(action) && !isPreempt(action);
