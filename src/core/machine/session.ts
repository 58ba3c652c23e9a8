// A run that the user steers: any state of it, what can be done there, and what is inside a step.
// Everything is recomputed from the choices; checkpoints only make that quick.

import { assert, at } from '../base/index.ts';
import { type Action, type ActionKind, actionActor, actionKind, actionVariant } from './action.ts';
import { checkpointInterval } from './checkpoints.ts';
import { commonSteps } from './common-steps.ts';
import { CpuWords } from './cpu-words.ts';
import type { CodePlace, CpuPending, FetchEffect, SiteRef, Step } from './event.ts';
import { decodeSite, fetchChoices, siteAhead } from './fetch.ts';
import type { MachineInput } from './input.ts';
import { type CpuState, inspectCpu } from './inspect.ts';
import { inspectPoke, type PokeCall } from './inspect-poke.ts';
import { actions, advance, initialState } from './machine.ts';
import { Machine } from './model.ts';
import { type MemoryOperand, readMemory } from './read-memory.ts';
import { type MachineState, State } from './state.ts';

/** States kept besides. */
const KEPT = 4;

/** One thing that can be done next. */
export interface Choice {
  readonly action: Action;
  readonly actor: number;
  readonly kind: ActionKind;
  /** What the actor's CPU stands before. */
  readonly next: CpuPending;
  /** For a fetch at a poke site: where, the bytes, what they do, and how many stores are not seen. */
  readonly fetch: {
    readonly site: SiteRef;
    readonly bytes: Uint8Array;
    readonly effect: FetchEffect;
    readonly age: number;
    /** Which of the choices at the site: no two share it. */
    readonly variant: number;
  } | null;
}

/** A run at any cursor. Values are never changed; `withSteps` makes another session. */
export class Session {
  readonly machine: Machine;
  readonly steps: readonly Step[];
  /** State before step `interval * i`. */
  private readonly checkpoints: MachineState[];
  private readonly interval: number;
  /** States asked for last, the newest first: a moment and the one before it are often asked for in turn. */
  private latest: {
    readonly cursor: number;
    readonly insns: number;
    readonly state: MachineState;
  }[] = [];

  /**
   * `steps` must be those of one run of this input, from the first on. What is known of it already: another
   * session of the same input (see `withSteps`), or the checkpoints that `runAll` made.
   */
  constructor(
    input: MachineInput,
    steps: readonly Step[],
    known: Session | readonly MachineState[] = [],
  ) {
    const other = known instanceof Session ? known : null;
    this.machine = other?.machine ?? new Machine(input);
    this.interval = checkpointInterval(this.machine);
    this.steps = steps;
    const states = known instanceof Session ? known.checkpointsFor(steps) : known;
    this.checkpoints = states.length > 0 ? [...states] : [initialState(this.machine)];
  }

  /** Those that hold for other steps too. */
  private checkpointsFor(steps: readonly Step[]): readonly MachineState[] {
    const shared = commonSteps(this.steps, steps);
    return this.checkpoints.slice(0, 1 + Math.floor(shared / this.interval));
  }

  get length(): number {
    return this.steps.length;
  }

  /** The same lab with other steps; what both have in common is not computed again. */
  withSteps(steps: readonly Step[]): Session {
    return new Session(this.machine.input, steps, this);
  }

  /**
   * The state after `cursor` steps, or `insns` instructions into the step that follows; not to be written to,
   * and with `insns` not to go on from. Throws if `cursor` is out of range.
   */
  stateAt(cursor: number, insns = 0): MachineState {
    assert(cursor >= 0 && cursor <= this.length, `cursor ${cursor} outside 0..${this.length}`);
    const known = this.latest.find((kept) => kept.cursor === cursor && kept.insns === insns);
    if (known) return known.state;
    const state = insns === 0 ? this.betweenSteps(cursor) : this.stateAt(cursor).slice();
    const step = this.steps[cursor];
    if (insns > 0 && step) advance(this.machine, state, step.action, insns);
    this.latest = [{ cursor, insns, state }, ...this.latest.slice(0, KEPT - 1)];
    return state;
  }

  /** A new state, from the nearest one before it that is at hand. */
  private betweenSteps(cursor: number): MachineState {
    const near = Math.floor(cursor / this.interval);
    while (this.checkpoints.length <= near) this.addCheckpoint();
    let from = { cursor: near * this.interval, state: at(this.checkpoints, near) };
    for (const kept of this.latest) {
      if (kept.insns === 0 && kept.cursor <= cursor && kept.cursor > from.cursor) from = kept;
    }
    const state = from.state.slice();
    for (let step = from.cursor; step < cursor; step++) this.redo(state, step);
    return state;
  }

  /** What can be done after `cursor` steps; [] when the run is over there. */
  choicesAt(cursor: number): Choice[] {
    const words = this.stateAt(cursor);
    return actions(this.machine, words).map((action) => this.choice(words, action));
  }

  /** The step that a choice of `choicesAt(cursor)` leads to. */
  take(cursor: number, action: Action): Step {
    return advance(this.machine, this.stateAt(cursor).slice(), action);
  }

  /**
   * An actor's CPU after `cursor` steps, or `insns` instructions into the step that follows; null for an
   * actor that never runs a program.
   */
  cpuAt(cursor: number, actor: number, insns = 0): CpuState | null {
    return inspectCpu(this.machine, this.stateAt(cursor, insns), actor);
  }

  /** The variables of the protocols that an actor is in after `cursor` steps; null outside of a poke run. */
  pokeAt(cursor: number, actor: number): PokeCall | null {
    return inspectPoke(this.machine, this.stateAt(cursor), actor);
  }

  /** What an actor's CPU would read at `operand` at that moment, unsigned; null where nothing is mapped. */
  memoryAt(cursor: number, actor: number, operand: MemoryOperand, insns = 0): bigint | null {
    return readMemory(this.machine, this.stateAt(cursor, insns), actor, operand);
  }

  /**
   * Places of the instructions that step `step` executes, in order, up to `limit`. The first is where the
   * CPU stood; kernel code outside images is null.
   */
  insnsOf(step: number, limit = 1000): (CodePlace | null)[] {
    const { action, events } = at(this.steps, step);
    const places: (CodePlace | null)[] = [];
    if (!events.some((event) => event.kind === 'block')) return places;
    const words = this.stateAt(step).slice();
    advance(this.machine, words, action, undefined, (place) => {
      if (places.length < limit) places.push(place);
    });
    return places;
  }

  /**
   * Tells `visit` the place of each instruction that step `from` and those behind it execute, in order; null is
   * kernel code outside images. Far quicker for a whole run than `insnsOf` step by step.
   */
  visitInsns(from: number, visit: (step: number, place: CodePlace | null) => void): void {
    const words = this.stateAt(from).slice();
    for (let step = from; step < this.length; step++) {
      const { action } = at(this.steps, step);
      advance(this.machine, words, action, undefined, (place) => visit(step, place));
    }
  }

  private choice(words: MachineState, action: Action): Choice {
    const actor = actionActor(action);
    const state = new State(this.machine.layout, words);
    const cpuIdx = at(this.machine.cpuIdxOf, actor);
    const base = this.machine.layout.cpus[cpuIdx];
    const kind = actionKind(action) ?? 'go';
    const siteId = kind === 'go' ? siteAhead(this.machine, state, actor) : -1;
    return {
      action,
      actor,
      kind,
      next: base === undefined ? 'none' : new CpuWords(words, base).pending,
      fetch: siteId < 0 ? null : this.fetchOf(state, cpuIdx, siteId, actionVariant(action)),
    };
  }

  private fetchOf(state: State, cpuIdx: number, siteId: number, variant: number): Choice['fetch'] {
    const all = fetchChoices(this.machine, state, cpuIdx, siteId);
    const { bytes, age } = all.find((choice) => choice.variant === variant) ?? at(all, 0);
    const decoded = decodeSite(this.machine, siteId, bytes);
    const { effect } = decoded;
    return { site: this.machine.siteOf(siteId), bytes: decoded.bytes, effect, age, variant };
  }

  private addCheckpoint(): void {
    const last = this.checkpoints.length - 1;
    const state = at(this.checkpoints, last).slice();
    for (let step = last * this.interval; step < (last + 1) * this.interval; step++)
      this.redo(state, step);
    this.checkpoints.push(state);
  }

  private redo(state: MachineState, step: number): void {
    advance(this.machine, state, at(this.steps, step).action);
  }
}
