// Visits every state once, depth first: what fails, how runs end, how long they are and how many there are.
// Depth first because a state is left only when all that follows it is known, so that schedules can be
// counted and measured on the way, and a state that leads back to itself is noticed at once.

import type { Action } from '../machine/index.ts';
import type { Move } from './move-table.ts';
import type { Reduction } from './reduction.ts';
import type { StateSpace } from './space.ts';
import { addTallies, type Tally, TallyStore } from './tally.ts';

/** On the way; left, but something on the way may follow it; done with. */
const OPEN = 1;
const LEFT = 2;
const DONE = 3;

/** Moves made one after another without keeping a state. */
const MAX_CHAIN = 1000;

/** A state on the way from time zero to where the search is. */
interface Place {
  readonly state: number;
  /** Its moves in the pool: those to make next and to end with, and where the pool was before. */
  next: number;
  readonly end: number;
  readonly pool: number;
  /** Steps from time zero. */
  readonly steps: number;
  /** Longest schedule from here, and how many there are. */
  height: number;
  orders: Tally;
  /** When it was met, and the earliest state on the way that follows it (Tarjan's lowlink). */
  readonly met: number;
  low: number;
  /** Something outside of the states that lead to each other follows. */
  hasExit: boolean;
}

/** Told what the search meets. */
export interface Visitor {
  /** A state is met for the first time. */
  state(ids: Int32Array, schedule: () => readonly Action[]): void;
  /** A move goes along an edge of the site graph. */
  edge(edge: number): void;
  /** A move is a failure, or leads to one; `schedule` leads there. */
  failure(number: number, schedule: () => readonly Action[]): void;
  end(ids: Int32Array, schedule: () => readonly Action[]): void;
  /** From these states no schedule ends: they only lead to each other. */
  trap(states: readonly number[], schedule: () => readonly Action[]): void;
}

export class DepthFirst {
  transitions = 0;
  /** States from which only one of several actors was let go. */
  reduced = 0;
  visited = 0;
  /** A schedule can go round. */
  hasCycle = false;
  /** Known when the search is over. */
  height = 0;
  orders = 0n;
  private readonly space: StateSpace;
  private readonly reduction: Reduction | null;
  private readonly visitor: Visitor;
  private readonly places: Place[] = [];
  private readonly path: Action[] = [];
  /** Moves of all places, one behind the other; those of `next` that are to be made. */
  private readonly pool: Move[] = [];
  private keptFirst = 0;
  private keptEnd = 0;
  private isExpanded = false;
  /** Actor that moved last. */
  private last = -1;
  private marks = new Uint8Array(1024);
  private heights = new Int32Array(1024);
  private mets = new Int32Array(1024);
  /** States that are left and may yet be followed by one on the way. */
  private readonly pending: number[] = [];
  private readonly counts = new TallyStore();
  private readonly ids: Int32Array;
  private readonly next: Int32Array;

  constructor(space: StateSpace, reduction: Reduction | null, visitor: Visitor) {
    this.space = space;
    this.reduction = reduction;
    this.visitor = visitor;
    this.ids = new Int32Array(space.width);
    this.next = new Int32Array(space.width);
    space.read(space.zero, this.next);
    this.enter(space.zero, 0);
  }

  /** True when moves may be left out. */
  get isReduced(): boolean {
    return this.reduction !== null;
  }

  get depth(): number {
    return this.path.length;
  }

  /** States on the way that still have moves to try. */
  get frontier(): number {
    return this.places.length;
  }

  get bytes(): number {
    const { marks, heights, mets, counts } = this;
    return marks.byteLength + heights.byteLength + mets.byteLength + counts.bytes;
  }

  /** True when all is visited; false after `budget` states more. */
  run(budget: number): boolean {
    const goal = this.visited + budget;
    for (;;) {
      const place = this.places.at(-1);
      if (place === undefined) return true;
      const move = place.next < place.end ? this.pool[place.next] : undefined;
      if (move === undefined) this.leave(place);
      else {
        if (this.visited >= goal) return false;
        place.next++;
        this.take(place, move);
      }
    }
  }

  private take(place: Place, move: Move): void {
    cutTo(this.path, place.steps);
    this.space.read(place.state, this.next);
    const top = this.pool.length;
    this.goOn(this.go(move), top);
    const steps = this.path.length - place.steps;
    const to = this.space.states.intern(this.next);
    const mark = this.marks[to] ?? 0;
    if (mark === 0) {
      this.enter(to, top);
      return;
    }
    cutTo(this.pool, top);
    if (mark === OPEN) this.hasCycle = true;
    else this.count(place, to, steps);
    if (mark === DONE) place.hasExit = true;
    else place.low = Math.min(place.low, this.mets[to] ?? 0);
  }

  /** Makes a move on `next`; returns the actor that then goes on. */
  private go(move: Move): number {
    this.transitions++;
    this.path.push(move.action);
    if (move.edge >= 0) this.visitor.edge(move.edge);
    const { failures } = move;
    for (let idx = 0; idx < failures.length; idx++) {
      this.visitor.failure(failures[idx] ?? 0, this.schedule);
    }
    this.space.change(this.next, move);
    return move.actor;
  }

  /**
   * As long as one move of several is enough, makes it: states on the way need not be kept. Where it stops, the
   * moves are in the pool, if it has looked at them.
   */
  private goOn(first: number, top: number): void {
    this.last = first;
    this.isExpanded = false;
    if (this.reduction === null) return;
    for (let steps = 0; steps < MAX_CHAIN; steps++) {
      const known = this.space.states.find(this.next);
      if (known >= 0 && this.marks[known] !== 0) return;
      const isLess = this.expand(top);
      const only = this.pool[this.keptFirst];
      if (!isLess || this.keptEnd - this.keptFirst > 1 || only === undefined) return;
      cutTo(this.pool, top);
      this.isExpanded = false;
      this.last = this.go(only);
    }
  }

  /** Puts the moves of `next` into the pool; true if some of them need not be made. */
  private expand(top: number): boolean {
    this.space.moves(this.next, this.last, this.pool);
    this.isExpanded = true;
    this.keptFirst = top;
    this.keptEnd = this.pool.length;
    const { reduction } = this;
    if (reduction === null || this.keptEnd - top < 2) return false;
    const isLess = reduction.choose(this.next, this.pool, top, this.leadsBack);
    this.keptFirst = reduction.first;
    this.keptEnd = reduction.end;
    if (isLess) this.reduced++;
    return isLess;
  }

  /** Takes up the state in `next`, whose moves are in the pool from `top` on, or will be. */
  private enter(state: number, top: number): void {
    if (!this.isExpanded) this.expand(top);
    const isEnd = this.pool.length === top;
    const met = this.visited++;
    this.reserve(state);
    this.marks[state] = OPEN;
    this.mets[state] = met;
    this.pending.push(state);
    this.visitor.state(this.next, this.schedule);
    if (isEnd) this.visitor.end(this.next, this.schedule);
    this.places.push({
      state,
      next: this.keptFirst,
      end: this.keptEnd,
      pool: top,
      steps: this.path.length,
      height: 0,
      orders: isEnd ? 1 : 0,
      met,
      low: met,
      hasExit: isEnd,
    });
  }

  /** True if a move leads to a state that the search is in already. */
  private readonly leadsBack = (move: Move): boolean => {
    this.ids.set(this.next);
    this.space.change(this.ids, move);
    const to = this.space.states.find(this.ids);
    return to >= 0 && this.marks[to] === OPEN;
  };

  private readonly schedule = (): readonly Action[] => [...this.path];

  private leave(place: Place): void {
    this.places.pop();
    cutTo(this.pool, place.pool);
    this.marks[place.state] = LEFT;
    this.heights[place.state] = place.height;
    if (this.reduction === null) this.counts.set(place.state, place.orders);
    const isRoot = place.low === place.met;
    if (isRoot) this.close(place);
    const parent = this.places.at(-1);
    if (parent === undefined) {
      this.height = place.height;
      this.orders = BigInt(place.orders);
      return;
    }
    this.count(parent, place.state, place.steps - parent.steps);
    if (isRoot) parent.hasExit = true;
    else {
      parent.low = Math.min(parent.low, place.low);
      parent.hasExit ||= place.hasExit;
    }
  }

  /** All states that lead to each other and to `root` are left. */
  private close(root: Place): void {
    const states: number[] = [];
    for (let state = -1; state !== root.state; ) {
      state = this.pending.pop() ?? root.state;
      this.marks[state] = DONE;
      states.push(state);
    }
    if (!root.hasExit) this.visitor.trap(states, this.schedule);
  }

  /** What is behind `to` is behind `place`, too. */
  private count(place: Place, to: number, steps: number): void {
    place.height = Math.max(place.height, steps + (this.heights[to] ?? 0));
    if (this.reduction === null) place.orders = addTallies(place.orders, this.counts.get(to));
  }

  private reserve(state: number): void {
    if (state < this.marks.length) return;
    const size = Math.max(state + 1, this.marks.length * 2);
    const marks = new Uint8Array(size);
    marks.set(this.marks);
    this.marks = marks;
    const heights = new Int32Array(size);
    heights.set(this.heights);
    this.heights = heights;
    const mets = new Int32Array(size);
    mets.set(this.mets);
    this.mets = mets;
  }
}

/** Shortens a list; a few items less are popped faster than a length is set. */
function cutTo(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}
