// The schedules with the fewest context switches, and among those the shortest, to failures that are known to be
// there: Dijkstra over (state, actor that moved last), with all moves, whatever was left out before.
// Taking an IPI is no switch: an interrupt, not the scheduler, brings it.

import { type Action, actionKind } from '../machine/index.ts';
import type { Move } from './move-table.ts';
import type { StateSpace } from './space.ts';

/** A failure as a place in the graph: a move that is one, or a state. */
export interface Targets {
  /** Numbers of failures that are still looked for. */
  readonly wanted: Set<number>;
  /** Failures that a state is, by number of state; asked once for each. */
  ofState(state: number, ids: Int32Array, moves: readonly Move[]): readonly number[];
}

export interface Found {
  readonly schedule: readonly Action[];
  readonly switches: number;
}

/** A way to a failure that is not yet known to be the best. */
interface Candidate {
  readonly switches: number;
  readonly steps: number;
  /** Node that it goes on from, and the action there, or -1. */
  readonly node: number;
  readonly action: Action;
}

const NONE = -1;

export class Shortest {
  readonly found = new Map<number, Found>();
  /** Pairs of state and actor so far. */
  visited = 0;
  private readonly space: StateSpace;
  private readonly targets: Targets;
  private readonly candidates = new Map<number, Candidate>();
  /** Nodes by switches, then by steps; those of the present number of switches and of the next. */
  private now: number[][] = [];
  private later: number[][] = [];
  private switches = 0;
  private steps = 0;
  private readonly lasts: number;
  private settled = new Uint8Array(1024);
  /** By node: the node before, and the action that led from there. */
  private parents = new Int32Array(1024).fill(NONE);
  private actions = new Int32Array(1024);
  /** By node: cost that it is queued with, so that only better ways replace it. */
  private costs = new Float64Array(1024).fill(Number.POSITIVE_INFINITY);
  private readonly ids: Int32Array;
  private readonly judged = new Set<number>();

  constructor(space: StateSpace, targets: Targets) {
    this.space = space;
    this.targets = targets;
    this.lasts = Math.max(...space.actors.map(({ actor }) => actor)) + 2;
    this.ids = new Int32Array(space.width);
    this.reserve(this.lasts);
    const start = space.zero * this.lasts;
    this.costs[start] = 0;
    this.queue(this.now, 0, start);
  }

  get bytes(): number {
    const { settled, parents, actions, costs } = this;
    return settled.byteLength + parents.byteLength + actions.byteLength + costs.byteLength;
  }

  /** True when every target has its schedule or nothing is left; false after `budget` nodes more. */
  run(budget: number): boolean {
    const goal = this.visited + budget;
    while (this.targets.wanted.size > 0) {
      const node = this.take();
      if (node === NONE) {
        this.settle(Number.POSITIVE_INFINITY, 0);
        return true;
      }
      if (this.settled[node] === 1) continue;
      this.settled[node] = 1;
      this.settle(this.switches, this.steps);
      this.visited++;
      this.expand(node);
      if (this.visited >= goal) return this.targets.wanted.size === 0;
    }
    return true;
  }

  private take(): number {
    for (;;) {
      for (; this.steps < this.now.length; this.steps++) {
        const node = this.now[this.steps]?.pop();
        if (node !== undefined) return node;
      }
      if (this.later.length === 0) return NONE;
      this.now = this.later;
      this.later = [];
      this.switches++;
      this.steps = 0;
    }
  }

  private queue(levels: number[][], steps: number, node: number): void {
    while (levels.length <= steps) levels.push([]);
    levels[steps]?.push(node);
  }

  private expand(node: number): void {
    const state = Math.floor(node / this.lasts);
    const last = (node % this.lasts) - 1;
    this.space.read(state, this.ids);
    const moves = this.space.moves(this.ids, last);
    if (!this.judged.has(state)) {
      const here = this.targets.ofState(state, this.ids, moves);
      this.judged.add(state);
      for (const number of here) this.offer(number, 0, node, NONE);
    }
    for (const move of moves) this.follow(node, state, move);
  }

  private follow(node: number, from: number, move: Move): void {
    const last = (node % this.lasts) - 1;
    const isIpi = actionKind(move.action) === 'ipi';
    const isSwitch = !isIpi && last >= 0 && move.actor !== last;
    const switches = isSwitch ? 1 : 0;
    for (const number of move.failures) this.offer(number, switches, node, move.action);
    const state = this.space.follow(from, move);
    const to = state * this.lasts + (isIpi ? last : move.actor) + 1;
    this.reserve((state + 1) * this.lasts);
    const steps = this.steps + 1;
    const cost = (this.switches + switches) * 2 ** 26 + steps;
    if (cost >= (this.costs[to] ?? 0)) return;
    this.costs[to] = cost;
    this.parents[to] = node;
    this.actions[to] = move.action;
    this.queue(isSwitch ? this.later : this.now, steps, to);
  }

  private offer(number: number, switches: number, node: number, action: Action): void {
    if (!this.targets.wanted.has(number)) return;
    const offered = {
      switches: this.switches + switches,
      steps: this.steps + (action === NONE ? 0 : 1),
      node,
      action,
    };
    const known = this.candidates.get(number);
    if (known && !isBefore(offered, known)) return;
    this.candidates.set(number, offered);
  }

  /** Candidates that nothing still to come can better are the answer. */
  private settle(switches: number, steps: number): void {
    for (const [number, candidate] of this.candidates) {
      if (isBefore({ switches, steps }, candidate)) continue;
      this.candidates.delete(number);
      this.targets.wanted.delete(number);
      this.found.set(number, {
        schedule: this.scheduleOf(candidate),
        switches: candidate.switches,
      });
    }
  }

  private scheduleOf({ node, action }: Candidate): readonly Action[] {
    const schedule = action === NONE ? [] : [action];
    for (let at = node; ; ) {
      const parent = this.parents[at] ?? NONE;
      if (parent === NONE) return schedule.reverse();
      schedule.push(this.actions[at] ?? 0);
      at = parent;
    }
  }

  private reserve(size: number): void {
    if (size <= this.settled.length) return;
    const length = Math.max(size, this.settled.length * 2);
    const settled = new Uint8Array(length);
    settled.set(this.settled);
    this.settled = settled;
    const parents = new Int32Array(length).fill(NONE);
    parents.set(this.parents);
    this.parents = parents;
    const actions = new Int32Array(length);
    actions.set(this.actions);
    this.actions = actions;
    const costs = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
    costs.set(this.costs);
    this.costs = costs;
  }
}

function isBefore(
  a: Pick<Candidate, 'switches' | 'steps'>,
  b: Pick<Candidate, 'switches' | 'steps'>,
): boolean {
  return a.switches < b.switches || (a.switches === b.switches && a.steps < b.steps);
}
