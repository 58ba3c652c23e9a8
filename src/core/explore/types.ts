// What a search is asked for and what it answers: plain data, safe to post between threads.

import type { Action } from '../machine/index.ts';
import type { PropertyId } from './properties.ts';

/** `.expect` in the machine's terms: what an observable may be at the end of a run. */
export type ExploreExpect =
  /** What the last run on an actor's CPU returned; null among `values` stands for "it never returned". */
  | {
      readonly kind: 'retval';
      readonly actor: number;
      readonly values: readonly (number | null)[];
    }
  /** Program in a slot; null is an empty one. */
  | {
      readonly kind: 'slot';
      readonly mapIdx: number;
      readonly key: number;
      readonly values: readonly (number | null)[];
    };

export interface ExploreOptions {
  /** Leaves out orders that cannot matter; off to check that they do not. Default true. */
  readonly reduction?: boolean;
  /** Properties to judge by; all but those that are off by default unless given. */
  readonly properties?: readonly PropertyId[];
  /** Bounds of memory: the search ends unfinished at the first one it meets. */
  readonly maxStates?: number;
  readonly maxBytes?: number;
  /** End at the first failure instead of listing all distinct ones. Default false. */
  readonly stopAtFailure?: boolean;
}

export interface ExploreProgress {
  /** Different states from time zero on. */
  readonly states: number;
  readonly transitions: number;
  /** Steps from time zero to where the search is at work. */
  readonly depth: number;
  /** States that are known but not yet gone on from. */
  readonly frontier: number;
  /** Memory that the states take, in bytes. */
  readonly bytes: number;
  readonly failures: number;
}

/** One way in which a property fails: the one with the fewest context switches, then the fewest steps. */
export interface Failure {
  readonly property: PropertyId;
  /** What went wrong, in the machine's words; two failures of one property with other words are distinct. */
  readonly message: string;
  /** Choices from time zero on; the last one fails, or leads to a state in which nobody can move. */
  readonly schedule: readonly Action[];
  /** Times that another actor went on than the one before, IPIs not counted. */
  readonly switches: number;
  /** Indices in `schedule` of the steps without which it would not fail. */
  readonly causal: readonly number[];
  /** What happens, in plain English: a sentence for each stretch of one actor. */
  readonly account: readonly string[];
}

/** One distinct final outcome, with a schedule that leads to it. */
export interface Outcome {
  /** What the last run of each actor returned, null for none; by actor that runs programs. */
  readonly retvals: readonly { readonly actor: number; readonly value: number | null }[];
  /** What slots that are named anywhere hold at the end. */
  readonly slots: readonly {
    readonly mapIdx: number;
    readonly key: number;
    readonly progIdx: number | null;
  }[];
  /** Whether `.expect` holds for it. */
  readonly expected: boolean;
  readonly schedule: readonly Action[];
}

/** States of all poke sites, as far as the search met them; bounded. */
export interface SiteGraph {
  /** `sites`: a letter for each descriptor: C D B A of a pair, N (nop) or J (jmp) of a site alone, `~` in flight, `-` without an image; node 0 is time zero. */
  readonly nodes: readonly { readonly sites: string; readonly states: number }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    /** The statement that leads there, as written in the protocol. */
    readonly statement: string;
    readonly line: number;
    readonly count: number;
  }[];
  /** True when there were more than it holds. */
  readonly cut: boolean;
}

export interface ExploreResult {
  readonly verdict: 'pass' | 'fail' | 'not-finished';
  /** Why it is not finished: the bound that was met, or what is not modelled; else null. */
  readonly unfinished: string | null;
  readonly reduction: boolean;
  readonly properties: readonly PropertyId[];
  /** Different states that were kept; with `reduction` not those from which one move was enough. */
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest schedule; where schedules can go round, of the longest way that was gone. */
  readonly depth: number;
  /**
   * Schedules from time zero to an end, each order counted, none left out: with `reduction` they are counted
   * separately, where nothing fails and there are not too many states. Null if not known or without end.
   */
  readonly orders: bigint | null;
  /** States from which only one of several actors was let go, because the order cannot matter. */
  readonly reduced: number;
  readonly bytes: number;
  /** Distinct failures, the one with the fewest switches first. */
  readonly failures: readonly Failure[];
  readonly outcomes: readonly Outcome[];
  readonly sites: SiteGraph;
}
