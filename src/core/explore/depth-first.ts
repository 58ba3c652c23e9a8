// Visits every state once, depth first: what fails, how runs end, how long they are and how many there are.
// Depth first because a state is left only when all that follows it is known, so that schedules can be
// counted and measured on the way, and a state that leads back to itself is noticed at once.

import type { Action } from '../machine/index.ts';
import type { Move } from './move-table.ts';
import type { Reduction } from './reduction.ts';
import type { StateSpace } from './space.ts';

/** On the way; left, but something on the way may follow it; done with. */
const OPEN = 1;
const LEFT = 2;
const DONE = 3;

/** Moves made one after another without keeping a state. */
const MAX_CHAIN = 1000;

/** A state on the way from time zero to where the search is. */
interface Place {
  readonly state: number;
  readonly moves: readonly Move[];
  next: number;
  /** Steps from time zero. */
  readonly steps: number;
  /** Longest schedule from here, and how many there are. */
  height: number;
  orders: bigint;
  /** When it was met, and the earliest state on the way that follows it (Tarjan's lowlink). */
  readonly met: number;
  low: number;
  /** Something outside of the states that lead to each other follows. */
  hasExit: boolean;
}

/** Told what the search meets. */
export interface Visitor {
  /** A state is met for the first time. */
  state(ids: Int32Array): void;
  move(move: Move): void;
  /** A move is a failure, or leads to one; `schedule` leads there. */
  failure(number: number, schedule: () => readonly Action[]): void;
  end(state: number, ids: Int32Array, schedule: () => readonly Action[]): void;
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
  private marks = new Uint8Array(1024);
  private heights = new Int32Array(1024);
  private mets = new Int32Array(1024);
  /** States that are left and may yet be followed by one on the way. */
  private readonly pending: number[] = [];
  private readonly counts: (bigint | undefined)[] = [];
  private readonly ids: Int32Array;
  private readonly next: Int32Array;

  constructor(space: StateSpace, reduction: Reduction | null, visitor: Visitor) {
    this.space = space;
    this.reduction = reduction;
    this.visitor = visitor;
    this.ids = new Int32Array(space.width);
    this.next = new Int32Array(space.width);
    space.read(space.zero, this.next);
    const moves = this.movesOf(-1);
    this.enter(space.zero, this.next, this.reduce(this.next, moves));
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
    const counts = this.reduction === null ? this.counts.length * 24 : 0;
    return this.marks.byteLength + this.heights.byteLength + this.mets.byteLength + counts;
  }

  /** True when all is visited; false after `budget` states more. */
  run(budget: number): boolean {
    const goal = this.visited + budget;
    for (;;) {
      const place = this.places.at(-1);
      if (place === undefined) return true;
      const move = place.moves[place.next];
      if (move === undefined) this.leave(place);
      else {
        if (this.visited >= goal) return false;
        place.next++;
        this.take(place, move);
      }
    }
  }

  private take(place: Place, move: Move): void {
    this.path.length = place.steps;
    this.space.read(place.state, this.next);
    const last = this.go(move);
    const moves = this.goOn(last);
    const steps = this.path.length - place.steps;
    const to = this.space.states.intern(this.next);
    const mark = this.marks[to] ?? 0;
    if (mark === 0) {
      this.enter(to, this.next, moves ?? this.movesOf(last));
      return;
    }
    if (mark === OPEN) this.hasCycle = true;
    else this.count(place, to, steps);
    if (mark === DONE) place.hasExit = true;
    else place.low = Math.min(place.low, this.mets[to] ?? 0);
  }

  /** Makes a move on `next`; returns the actor that then goes on. */
  private go(move: Move): number {
    this.transitions++;
    this.visitor.move(move);
    this.path.push(move.action);
    for (const number of move.failures) this.visitor.failure(number, () => [...this.path]);
    this.space.change(this.next, move);
    return move.actor;
  }

  /**
   * As long as one move of several is enough, makes it: states on the way need not be kept. Returns the moves of the state
   * that it stops at, if it has looked at them.
   */
  private goOn(first: number): readonly Move[] | null {
    if (this.reduction === null) return null;
    let last = first;
    for (let steps = 0; steps < MAX_CHAIN; steps++) {
      const moves = this.movesOf(last);
      const kept = this.reduce(this.next, moves);
      const [only] = kept;
      if (kept.length !== 1 || moves.length === 1 || only === undefined) return kept;
      last = this.go(only);
    }
    return null;
  }

  private movesOf(last: number): readonly Move[] {
    const moves: Move[] = [];
    this.space.moves(this.next, last, moves);
    return moves;
  }

  /** Takes up a state; `kept` are the moves to make. */
  private enter(state: number, ids: Int32Array, kept: readonly Move[]): void {
    const met = this.visited++;
    this.reserve(state);
    this.marks[state] = OPEN;
    this.mets[state] = met;
    this.pending.push(state);
    this.visitor.state(ids);
    if (kept.length === 0) this.visitor.end(state, ids, () => [...this.path]);
    this.places.push({
      state,
      moves: kept,
      next: 0,
      steps: this.path.length,
      height: 0,
      orders: kept.length === 0 ? 1n : 0n,
      met,
      low: met,
      hasExit: kept.length === 0,
    });
  }

  private reduce(ids: Int32Array, moves: readonly Move[]): readonly Move[] {
    if (this.reduction === null || moves.length < 2) return moves;
    const kept = this.reduction.choose(ids, moves, (move) => this.leadsBack(ids, move));
    if (kept.length < moves.length) this.reduced++;
    return kept;
  }

  /** True if a move leads to a state that the search is in already. */
  private leadsBack(ids: Int32Array, move: Move): boolean {
    this.ids.set(ids);
    this.space.change(this.ids, move);
    const to = this.space.states.find(this.ids);
    return to >= 0 && this.marks[to] === OPEN;
  }

  private leave(place: Place): void {
    this.places.pop();
    this.marks[place.state] = LEFT;
    this.heights[place.state] = place.height;
    if (this.reduction === null) this.counts[place.state] = place.orders;
    const isRoot = place.low === place.met;
    if (isRoot) this.close(place);
    const parent = this.places.at(-1);
    if (parent === undefined) {
      this.height = place.height;
      this.orders = place.orders;
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
    if (!root.hasExit) this.visitor.trap(states, () => [...this.path]);
  }

  /** What is behind `to` is behind `place`, too. */
  private count(place: Place, to: number, steps: number): void {
    place.height = Math.max(place.height, steps + (this.heights[to] ?? 0));
    if (this.reduction === null) place.orders += this.counts[to] ?? 0n;
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
