// Visits every state once, depth first: what fails, how runs end, how long they are and how many there are.
// Depth first because a state is left only when all that follows it is known, so that schedules can be
// counted and measured on the way, and a state that leads back to itself is noticed at once.

import type { Action } from '../machine/index.ts';
import type { Move } from './move-table.ts';
import type { Reduction } from './reduction.ts';
import { type MoveLists, SORTS, type StateSpace } from './space.ts';
import { TallyStore } from './tally.ts';

/** On the way; left, but something on the way may follow it; done with. */
const OPEN = 1;
const LEFT = 2;
const DONE = 3;
const MARK = 3;
const MARK_BITS = 2;

/** Moves made one after another without keeping a state. */
const MAX_CHAIN = 1000;

/** A state on the way from time zero to where the search is; used again for others at the same depth. */
interface Place {
  state: number;
  /** Its moves in the pool: those to make next and to end with, and where all of them end. */
  next: number;
  end: number;
  poolEnd: number;
  /** Steps from time zero. */
  steps: number;
  /** Longest schedule from here. */
  height: number;
  /** When it was met, and the earliest state on the way that follows it (Tarjan's lowlink). */
  met: number;
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
  /** Those up to `top` are on the way. */
  private readonly places: Place[] = [];
  private top = -1;
  private readonly path: Action[] = [];
  /** Moves of all places, one behind the other; those of `next` that are to be made. */
  private readonly pool: Move[] = [];
  private poolEnd = 0;
  private keptFirst = 0;
  private keptEnd = 0;
  /** What every actor may do in each place and, behind them, in `next`. */
  private readonly lists: MoveLists = [];
  private readonly listed: number;
  /** Where the lists in front of the last move are, and that move. */
  private listsAt = 0;
  private lastMove: Move | null = null;
  private isExpanded = false;
  /** Actor that moved last. */
  private last = -1;
  /** By state: how far the visit is with it in the low two bits, the longest schedule from there above. */
  private marks = new Int32Array(1024);
  private mets = new Int32Array(1024);
  /** States that are left and may yet be followed by one on the way. */
  private readonly pending: number[] = [];
  /** How many schedules follow each state, and each place as far as is known. */
  private readonly counts = new TallyStore();
  private readonly sums = new TallyStore();
  private readonly ids: Int32Array;
  private readonly next: Int32Array;

  constructor(space: StateSpace, reduction: Reduction | null, visitor: Visitor) {
    this.space = space;
    this.reduction = reduction;
    this.visitor = visitor;
    this.listed = space.actors.length * SORTS;
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
    return this.top + 1;
  }

  get bytes(): number {
    const { marks, mets, counts } = this;
    return marks.byteLength + mets.byteLength + counts.bytes;
  }

  /** True when all is visited; false after `budget` states more. */
  run(budget: number): boolean {
    const goal = this.visited + budget;
    for (;;) {
      const place = this.places[this.top];
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
    this.listsAt = this.top * this.listed;
    this.poolEnd = place.poolEnd;
    const to = this.reduction === null ? this.step(place, move) : this.chain(place, move);
    const mark = this.marks[to] ?? 0;
    if (mark === 0) {
      this.enter(to, place.poolEnd);
      return;
    }
    const steps = this.path.length - place.steps;
    const sort = mark & MARK;
    if (sort === OPEN) this.hasCycle = true;
    else this.count(place, to, steps);
    if (sort === DONE) place.hasExit = true;
    else place.low = Math.min(place.low, this.mets[to] ?? 0);
  }

  /** Makes a move; `next` is told only where it leads to a new state. */
  private step(place: Place, move: Move): number {
    this.note(move);
    this.isExpanded = false;
    const to = this.space.follow(place.state, move);
    if ((this.marks[to] ?? 0) === 0) this.space.read(to, this.next);
    return to;
  }

  private chain(place: Place, move: Move): number {
    this.space.read(place.state, this.next);
    this.go(move);
    this.goOn(place.poolEnd);
    return this.space.states.intern(this.next);
  }

  /** Makes a move on `next`. */
  private go(move: Move): void {
    this.note(move);
    this.space.change(this.next, move);
  }

  private note(move: Move): void {
    this.transitions++;
    this.path.push(move.action);
    this.last = move.actor;
    this.lastMove = move;
    if (move.edge >= 0) this.visitor.edge(move.edge);
    const { failures } = move;
    for (let idx = 0; idx < failures.length; idx++) {
      this.visitor.failure(failures[idx] ?? 0, this.schedule);
    }
  }

  /**
   * As long as one move of several is enough, makes it: states on the way need not be kept. Where it stops, the
   * moves are in the pool, if it has looked at them.
   */
  private goOn(top: number): void {
    this.isExpanded = false;
    for (let steps = 0; steps < MAX_CHAIN; steps++) {
      const known = this.space.states.find(this.next);
      if (known >= 0 && (this.marks[known] ?? 0) !== 0) return;
      const isLess = this.expand(top);
      const only = this.pool[this.keptFirst];
      if (!isLess || this.keptEnd - this.keptFirst > 1 || only === undefined) return;
      this.isExpanded = false;
      this.go(only);
    }
  }

  /** Puts the moves of `next` into the pool from `top` on; true if some of them need not be made. */
  private expand(top: number): boolean {
    const { space, lists, lastMove, reduction } = this;
    const to = (this.top + 1) * this.listed;
    if (lastMove === null) space.lookUp(this.next, lists, to);
    else space.lookUpAfter(this.next, lastMove, lists, this.listsAt, to);
    this.listsAt = to;
    this.isExpanded = true;
    this.keptFirst = top;
    this.keptEnd = space.gather(lists, to, this.last, this.pool, top);
    this.poolEnd = this.keptEnd;
    if (reduction === null || this.keptEnd - top < 2) return false;
    const isLess = reduction.choose(this.next, this.pool, top, this.keptEnd, this.leadsBack);
    this.keptFirst = reduction.first;
    this.keptEnd = reduction.end;
    if (isLess) this.reduced++;
    return isLess;
  }

  /** Takes up the state in `next`, whose moves are in the pool from `top` on, or will be. */
  private enter(state: number, top: number): void {
    if (!this.isExpanded) this.expand(top);
    const isEnd = this.poolEnd === top;
    const met = this.visited++;
    this.reserve(state);
    this.marks[state] = OPEN;
    this.mets[state] = met;
    this.pending.push(state);
    this.visitor.state(this.next, this.schedule);
    if (isEnd) this.visitor.end(this.next, this.schedule);
    const place = this.newPlace();
    place.state = state;
    place.next = this.keptFirst;
    place.end = this.keptEnd;
    place.poolEnd = this.poolEnd;
    place.steps = this.path.length;
    place.height = 0;
    place.met = met;
    place.low = met;
    place.hasExit = isEnd;
    if (this.reduction === null) this.sums.set(this.top, isEnd ? 1 : 0);
  }

  private newPlace(): Place {
    this.top++;
    const known = this.places[this.top];
    if (known !== undefined) return known;
    const place = {
      state: 0,
      next: 0,
      end: 0,
      poolEnd: 0,
      steps: 0,
      height: 0,
      met: 0,
      low: 0,
      hasExit: false,
    };
    this.places.push(place);
    return place;
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
    const { state, height } = place;
    this.marks[state] = LEFT | (height << MARK_BITS);
    if (this.reduction === null) this.counts.copy(state, this.sums, this.top);
    const isRoot = place.low === place.met;
    if (isRoot) this.close(place);
    this.top--;
    const parent = this.places[this.top];
    if (parent === undefined) {
      this.height = height;
      this.orders = this.counts.get(state);
      return;
    }
    this.count(parent, state, place.steps - parent.steps);
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
      this.marks[state] = ((this.marks[state] ?? 0) & ~MARK) | DONE;
      if (!root.hasExit) states.push(state);
    }
    if (!root.hasExit) this.visitor.trap(states, this.schedule);
  }

  /** What is behind `to` is behind `place`, too; `place` is the last one on the way. */
  private count(place: Place, to: number, steps: number): void {
    const height = steps + ((this.marks[to] ?? 0) >>> MARK_BITS);
    if (height > place.height) place.height = height;
    if (this.reduction === null) this.sums.add(this.top, this.counts, to);
  }

  private reserve(state: number): void {
    if (state < this.marks.length) return;
    const size = Math.max(state + 1, this.marks.length * 2);
    const marks = new Int32Array(size);
    marks.set(this.marks);
    this.marks = marks;
    const mets = new Int32Array(size);
    mets.set(this.mets);
    this.mets = mets;
  }
}

/** Shortens a list; a few items less are popped faster than a length is set. */
function cutTo(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}
