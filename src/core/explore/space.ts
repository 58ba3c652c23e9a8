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
import { type Move, MoveTable } from './move-table.ts';
import { PartStore } from './part-store.ts';
import { TupleStore } from './tuple-store.ts';

/** Says what a move means: the failures that it is, the edge of the site graph that it goes along. */
export type Judge = (
  step: Step,
  before: MachineState,
  after: MachineState,
) => Pick<Move, 'failures' | 'edge'>;

/** What is known of each value of an actor's part. */
interface ActorValues {
  readonly reach: Reach[];
  readonly sleeps: boolean[];
  /** Number of what others can see of it. */
  readonly shown: number[];
}

/** What an actor's moves look at. */
interface ActorTables {
  readonly actor: number;
  readonly part: number;
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

export class StateSpace {
  readonly machine: Machine;
  readonly states: TupleStore;
  readonly actors: readonly ActorTables[];
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
    this.states = new TupleStore(this.parts.count + Number(generations !== null));
    this.before = zero.slice();
    this.parts.forget(this.before);
    this.after = this.before.slice();
    this.loaded = new Int32Array(this.parts.count).fill(-1);
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
    const { width, words } = this.states;
    const first = state * width;
    for (let part = 0; part < width; part++) out[part] = words[first + part] ?? 0;
  }

  /** Number of the state that `move` leads to from the one with these numbers; `out` gets its own. */
  follow(ids: Int32Array, move: Move, out: Int32Array): number {
    out.set(ids);
    this.change(out, move);
    return this.states.intern(out);
  }

  /** Makes a move on a state's numbers in place. */
  change(ids: Int32Array, { parts, values: numbers, sight }: Move): void {
    for (let idx = 0; idx < parts.length; idx++) ids[parts[idx] ?? 0] = numbers[idx] ?? 0;
    if (sight === 0 || this.generations === null) return;
    const past = this.parts.count;
    ids[past] = this.generations.after(ids[past] ?? 0, sight);
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

  /** Adds all moves from a state, those of actor `first` in front. */
  moves(ids: Int32Array, first: number, out: Move[]): void {
    if (this.halted[ids[text] ?? 0]) return;
    const { actors } = this;
    for (let pos = 0; pos < actors.length; pos++) {
      const tables = actors[pos];
      if (tables?.actor === first) this.movesOf(tables, ids, out);
    }
    for (let pos = 0; pos < actors.length; pos++) {
      const tables = actors[pos];
      if (tables !== undefined && tables.actor !== first) this.movesOf(tables, ids, out);
    }
  }

  private movesOf(tables: ActorTables, ids: Int32Array, out: Move[]): void {
    const own = ids[tables.part] ?? 0;
    if (((this.pending[ids[ipis] ?? 0] ?? 0) >>> tables.actor) & 1) {
      this.ipiMoves(tables, ids, own, out);
    }
    const reach = tables.values.reach[own];
    if (reach === 'none') return;
    if (tables.actor === this.machine.worker && !this.hasWork[ids[kernel] ?? 0]) return;
    if (reach === 'edge') {
      append(this.lookUpEdge(tables, ids, own), out);
      return;
    }
    if (reach === 'all') {
      append(this.lookUpAll(tables, tables.all, ids, own, isNoIpi), out);
      return;
    }
    const { run } = tables;
    const { slot } = run;
    slot[0] = own;
    slot[1] = ids[text] ?? 0;
    slot[2] = ids[values] ?? 0;
    append(run.find() ?? run.add(this.make(tables, ids, isGo)), out);
    if (tables.values.sleeps[own]) {
      append(this.lookUpAll(tables, tables.preempt, ids, own, isPreempt), out);
    }
  }

  private ipiMoves(tables: ActorTables, ids: Int32Array, own: number, out: Move[]): void {
    const { ipi } = tables;
    const { slot } = ipi;
    slot[0] = own;
    slot[1] = ids[text] ?? 0;
    slot[2] = ids[ipis] ?? 0;
    append(ipi.find() ?? ipi.add(this.make(tables, ids, isIpi)), out);
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
      return { action, actor, footprint, sight, ...judged, ...this.changes() };
    });
  }

  /** Parts in which `after` differs from `before`. */
  private changes(): Pick<Move, 'parts' | 'values'> {
    const changed: number[] = [];
    const numbers: number[] = [];
    for (let part = 0; part < this.parts.count; part++) {
      if (!this.parts.differ(this.before, this.after, part)) continue;
      changed.push(part);
      numbers.push(this.internPart(this.after, part));
    }
    return { parts: changed, values: numbers };
  }

  private internPart(words: MachineState, part: number): number {
    const store = this.stores[part];
    if (store === undefined) return 0;
    this.parts.gather(words, part, this.buffer);
    const id = store.intern(this.buffer);
    if (store.isNew) this.describe(words, part, id);
    return id;
  }

  /** Notes what has to be known of a new value of a part. */
  private describe(words: MachineState, part: number, id: number): void {
    const { machine } = this;
    if (part === text) this.halted[id] = this.parts.isHalted(words);
    if (part === ipis) this.pending[id] = pendingIpis(machine, words);
    if (part === kernel) this.hasWork[id] = this.parts.hasWork(words);
    const tables = this.actors.find((other) => other.part === part);
    if (tables === undefined) return;
    const { actor } = tables;
    tables.values.reach[id] = reachOf(machine, words, actor);
    tables.values.sleeps[id] = canSleep(machine, words, actor);
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

function append(moves: readonly Move[], out: Move[]): void {
  for (let idx = 0; idx < moves.length; idx++) {
    const move = moves[idx];
    if (move !== undefined) out.push(move);
  }
}

function actorTables(actor: number, part: number, moving: number): ActorTables {
  const wide = SHARED_KEY + moving - 1;
  return {
    actor,
    part,
    run: new MoveTable(3),
    edge: new MoveTable(SHARED_KEY),
    all: new MoveTable(wide),
    preempt: new MoveTable(wide),
    ipi: new MoveTable(3),
    values: { reach: [], sleeps: [], shown: [] },
  };
}

const isIpi = (action: Action): boolean => actionKind(action) === 'ipi';
const isPreempt = (action: Action): boolean => actionKind(action) === 'preempt';
const isNoIpi = (action: Action): boolean => !isIpi(action);
const isGo = (action: Action): boolean => !isIpi(action) && !isPreempt(action);
