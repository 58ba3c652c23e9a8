// The search as its users see it: begun once, given time in portions, asked for what it has found.
// First all states are visited; then, for each failure, the schedule with the fewest switches is looked for
// among all schedules; where nothing fails and orders were left out, schedules are counted without leaving
// any out, as far as that is soon done.

import { assert } from '../base/index.ts';
import {
  type Action,
  actorName,
  createMachine,
  type Machine,
  type MachineInput,
  type MachineState,
  namesOf,
  runAll,
  stuckReason,
} from '../machine/index.ts';
import { describeFailure } from './account.ts';
import { DepthFirst, type Visitor } from './depth-first.ts';
import { Generations } from './generations.ts';
import { type Ending, Judge } from './judge.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';
import { Reduction } from './reduction.ts';
import { Shortest } from './shortest.ts';
import { Sites } from './sites.ts';
import { StateSpace } from './space.ts';
import type {
  ExploreExpect,
  ExploreOptions,
  ExploreProgress,
  ExploreResult,
  Failure,
} from './types.ts';

export interface Search {
  /** Goes on for so many states. */
  run(budgetStates: number): 'running' | 'done';
  progress(): ExploreProgress;
  /** What has been found so far; the answer once `run` has said 'done'. */
  result(): ExploreResult;
}

const MAX_STATES = 5_000_000;
const MAX_BYTES = 1_500_000_000;
const MAX_FAULTS = 100;
/** States up to which schedules are counted when some were left out. */
const COUNTED_STATES = 300_000;
/** Steps before time zero; far above any lab that a person writes. */
const MAX_ZERO_STEPS = 100_000;
/** States and memory more that looking for short schedules may take. */
const SHORTEST_STATES = 500_000;
const SHORTEST_BYTES = 1.25;
/** States between two looks at the memory. */
const PORTION = 1024;

const NOTHING: Visitor = {
  state: () => undefined,
  edge: () => undefined,
  failure: () => undefined,
  end: () => undefined,
  trap: () => undefined,
};

/** A search over all schedules of a lab, from time zero on. */
export function createSearch(
  input: MachineInput,
  expects: readonly ExploreExpect[],
  options: ExploreOptions = {},
): Search {
  return new StateSearch(input, expects, options);
}

type Stage =
  | { readonly kind: 'visit' | 'count'; readonly walk: DepthFirst }
  | { readonly kind: 'shortest'; readonly walk: Shortest }
  | { readonly kind: 'done' };

class StateSearch implements Search {
  private readonly machine: Machine;
  private readonly options: ExploreOptions;
  private readonly properties: readonly PropertyId[];
  private readonly judge: Judge;
  private readonly sites: Sites;
  private readonly space: StateSpace;
  private visit: DepthFirst;
  /** The visit leaves out what only a BUG would tell apart, as none has been met. */
  private isHopeful: boolean;
  private stage: Stage;
  private shortest: Shortest | null = null;
  private orders: bigint | null = null;
  /** The bound that was met, or null. */
  private bound: string | null = null;
  /** A schedule that leads to each failure, as the search met it. */
  private readonly met = new Map<number, readonly Action[]>();
  private readonly traps = new Map<number, number>();
  private readonly outcomes = new Map<string, Ending & { readonly schedule: readonly Action[] }>();
  private readonly nodeOfText = new Map<number, number>();

  constructor(input: MachineInput, expects: readonly ExploreExpect[], options: ExploreOptions) {
    this.options = options;
    this.machine = createMachine(input);
    this.properties =
      options.properties ?? PROPERTIES.filter(({ onByDefault }) => onByDefault).map(({ id }) => id);
    this.judge = new Judge(this.machine, expects, this.properties);
    const { steps, state } = runAll(this.machine, { maxSteps: MAX_ZERO_STEPS, policy: null });
    for (const step of steps) this.noteAll(this.judge.step(step, state, state), []);
    this.noteAll(this.judge.start(state), []);
    this.sites = new Sites(this.machine, state);
    const follows = this.properties.includes('mixed-generations');
    this.space = new StateSpace(
      this.machine,
      state,
      (step, before, after) => ({
        failures: this.judge.step(step, before, after),
        edge: this.sites.edge(step, before, after),
      }),
      follows ? new Generations(this.machine, state) : null,
    );
    // What a chain meets depends on every order of stores and fetches.
    const reduces = (options.reduction ?? true) && !follows;
    const reduction = reduces ? new Reduction(this.space, false) : null;
    this.isHopeful = reduces;
    this.visit = new DepthFirst(this.space, reduction, this.visitor());
    this.stage = { kind: 'visit', walk: this.visit };
  }

  run(budgetStates: number): 'running' | 'done' {
    for (let left = budgetStates; left > 0 && this.stage.kind !== 'done'; left -= PORTION) {
      const over = this.stage.walk.run(Math.min(left, PORTION, this.room));
      if (this.stage.kind === 'visit' && !over && this.hasEnough()) {
        this.bound = `the search ends at ${this.judge.faults.length} distinct failures`;
        this.look();
      } else if (this.isHopeful && this.space.hasHalted) this.restart();
      else if (over) this.next();
      else this.checkBounds();
    }
    return this.stage.kind === 'done' ? 'done' : 'running';
  }

  progress(): ExploreProgress {
    return {
      states: this.visit.visited,
      transitions: this.visit.transitions,
      depth: this.visit.depth,
      frontier: this.visit.frontier,
      bytes: this.bytes,
      failures: this.judge.faults.length,
    };
  }

  result(): ExploreResult {
    const failures = this.failures();
    const unfinished = this.unfinished();
    const clean = unfinished === null ? 'pass' : 'not-finished';
    return {
      verdict: failures.length > 0 ? 'fail' : clean,
      unfinished,
      reduction: this.visit.isReduced,
      properties: this.properties,
      states: this.visit.visited,
      transitions: this.visit.transitions,
      depth: this.visit.height,
      orders: this.orders,
      reduced: this.visit.reduced,
      bytes: this.bytes,
      failures,
      outcomes: [...this.outcomes.values()],
      sites: this.sites.graph(),
    };
  }

  private get bytes(): number {
    const walk = this.stage.kind === 'done' ? 0 : this.stage.walk.bytes;
    return this.space.bytes + Math.max(walk, this.visit.bytes, this.shortest?.bytes ?? 0);
  }

  private visitor(): Visitor {
    return {
      state: (ids, schedule) => {
        this.sites.countState(this.nodeOf(ids));
        const mixed = this.mixed(ids);
        if (mixed !== null && !this.met.has(mixed)) this.met.set(mixed, schedule());
      },
      edge: (edge) => this.sites.countEdge(edge),
      failure: (number, schedule) => {
        if (!this.met.has(number)) this.met.set(number, schedule());
      },
      end: (ids, schedule) => this.end(ids, schedule),
      trap: (states, schedule) => this.trap(states, schedule),
    };
  }

  /** Number of the failure that a chain has mixed generations in this state's past; null for none. */
  private mixed(ids: Int32Array): number | null {
    const message = this.space.mixedIn(ids);
    if (message === null) return null;
    return this.judge.number({ property: 'mixed-generations', message });
  }

  private nodeOf(ids: Int32Array): number {
    const text = this.space.textOf(ids);
    const known = this.nodeOfText.get(text);
    if (known !== undefined) return known;
    const node = this.sites.node(this.space.words(ids));
    this.nodeOfText.set(text, node);
    return node;
  }

  private noteAll(numbers: readonly number[], schedule: readonly Action[]): void {
    for (const number of numbers) if (!this.met.has(number)) this.met.set(number, schedule);
  }

  private end(ids: Int32Array, schedule: () => readonly Action[]): void {
    const words = this.space.words(ids);
    const ending = this.judge.ending(words);
    const key = JSON.stringify([ending.retvals, ending.slots]);
    if (!this.outcomes.has(key)) this.outcomes.set(key, { ...ending, schedule: schedule() });
    const numbers = this.endFaults(words, ending);
    if (numbers.some((number) => !this.met.has(number))) this.noteAll(numbers, schedule());
  }

  /** An end that a failure cut short is not judged by what was expected of a whole run. */
  private endFaults(words: MachineState, ending: Ending): number[] {
    const stuck = stuckReason(this.machine, words);
    const isCut = stuck !== null || this.space.isHalted(words);
    return this.judge.end(stuck, ending, isCut);
  }

  private trap(states: readonly number[], schedule: () => readonly Action[]): void {
    const ids = new Int32Array(this.space.width);
    this.space.read(states[0] ?? 0, ids);
    const moves = this.space.moves(ids, -1);
    const names = namesOf(this.machine.input);
    const who = [...new Set(moves.map(({ actor }) => actorName(names, actor)))].join(', ');
    const number = this.judge.number({
      property: 'deadlock',
      message: `livelock: no schedule ends from here; ${who} can go on for ever`,
    });
    if (number === null) return;
    this.noteAll([number], schedule());
    for (const state of states) this.traps.set(state, number);
  }

  private hasEnough(): boolean {
    const { faults } = this.judge;
    return faults.length >= ((this.options.stopAtFailure ?? false) ? 1 : MAX_FAULTS);
  }

  private next(): void {
    if (this.stage.kind === 'visit') {
      if (!this.visit.isReduced && !this.visit.hasCycle) this.orders = this.visit.orders;
      if (this.judge.faults.length > 0) this.look();
      else if (this.visit.isReduced) {
        this.stage = { kind: 'count', walk: new DepthFirst(this.space, null, NOTHING) };
      } else this.stage = { kind: 'done' };
      return;
    }
    if (this.stage.kind === 'count' && !this.stage.walk.hasCycle) {
      this.orders = this.stage.walk.orders;
    }
    this.stage = { kind: 'done' };
  }

  /** Begins the visit anew: a BUG has been met, and with it orders matter that were left out. */
  private restart(): void {
    this.isHopeful = false;
    for (const [number, schedule] of this.met) if (schedule.length > 0) this.met.delete(number);
    this.traps.clear();
    this.outcomes.clear();
    this.sites.restart();
    this.visit = new DepthFirst(this.space, new Reduction(this.space, true), this.visitor());
    this.stage = { kind: 'visit', walk: this.visit };
  }

  /** Turns to the shortest schedules of what has been found. */
  private look(): void {
    const wanted = new Set<number>();
    for (const [number, schedule] of this.met) if (schedule.length > 0) wanted.add(number);
    this.shortest = new Shortest(this.space, {
      wanted,
      ofState: (state, ids, moves) => {
        const trap = this.traps.get(state);
        if (trap !== undefined) return [trap];
        const mixed = this.mixed(ids);
        if (mixed !== null) return [mixed];
        if (moves.length > 0) return [];
        const words = this.space.words(ids);
        return this.endFaults(words, this.judge.ending(words));
      },
    });
    this.stage = { kind: 'shortest', walk: this.shortest };
  }

  private checkBounds(): void {
    const { maxStates = MAX_STATES, maxBytes = MAX_BYTES } = this.options;
    const { stage } = this;
    if (stage.kind === 'count') {
      if (stage.walk.visited > COUNTED_STATES) this.stage = { kind: 'done' };
      return;
    }
    const bound =
      stage.kind === 'shortest'
        ? this.boundMet(stage.walk.visited, maxStates + SHORTEST_STATES, maxBytes * SHORTEST_BYTES)
        : this.boundMet(this.visit.visited, maxStates, maxBytes);
    if (bound === null || stage.kind === 'done') return;
    this.bound ??= bound;
    if (stage.kind === 'visit' && this.judge.faults.length > 0) this.look();
    else this.stage = { kind: 'done' };
  }

  /** States up to the bound, at least one. */
  private get room(): number {
    const { maxStates = MAX_STATES } = this.options;
    return this.stage.kind === 'visit' ? Math.max(1, maxStates - this.visit.visited) : PORTION;
  }

  private boundMet(states: number, maxStates: number, maxBytes: number): string | null {
    if (states >= maxStates) {
      return `the bound of ${maxStates.toLocaleString('en')} states`;
    }
    const megabytes = Math.round(maxBytes / 1e6);
    return this.bytes >= maxBytes ? `the bound of ${megabytes} MB of memory` : null;
  }

  private unfinished(): string | null {
    if (this.bound !== null) return this.bound;
    const [missing] = this.judge.notModelled;
    if (missing !== undefined) return missing;
    if (this.stage.kind === 'visit') return 'the search has not come to its end';
    return null;
  }

  private failures(): Failure[] {
    const failures = [...this.met].map(([number, schedule]) => {
      const fault = this.judge.faults[number];
      assert(fault !== undefined, `failure ${number} has words`);
      const best = this.shortest?.found.get(number)?.schedule ?? schedule;
      return describeFailure(this.machine, fault, best);
    });
    return failures.sort(
      (a, b) => a.switches - b.switches || a.schedule.length - b.schedule.length,
    );
  }
}
