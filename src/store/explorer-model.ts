// What the page knows of a search of all schedules.

import type { ExploreProgress, ExploreResult, PropertyId } from '../core/explore/index.ts';
import type { Action } from '../core/machine/index.ts';

/** How a search is made. */
export interface ExplorerSettings {
  readonly reduction: boolean;
  /** Properties to judge by; null: all that are on unless said otherwise. */
  readonly properties: readonly PropertyId[] | null;
  /** Bound of the search's memory. */
  readonly megabytes: number;
}

/** What a reader thinks a search will answer. */
export interface Guess {
  readonly verdict: 'pass' | 'fail';
  /** The property that fails; null: they did not say. */
  readonly property: PropertyId | null;
  /** The lab that it is about. */
  readonly text: string;
}

/** What the run on screen was found to show. */
export interface Finding {
  /** A property that fails; null: a run that ends well. */
  readonly property: PropertyId | null;
  readonly schedule: readonly Action[];
  /** Indices in `schedule` of the steps without which it would not happen. */
  readonly causal: readonly number[];
}

/** What a search was asked. */
interface Asked {
  readonly text: string;
  readonly settings: ExplorerSettings;
}

export interface RunningSearch extends Asked {
  readonly kind: 'running';
  /** Null before the first report. */
  readonly progress: ExploreProgress | null;
  readonly milliseconds: number;
  /** States a second, over the last reports. */
  readonly rate: number | null;
  readonly cancelling: boolean;
}

export interface DoneSearch extends Asked {
  readonly kind: 'done';
  readonly result: ExploreResult;
  readonly milliseconds: number;
}

export interface FailedSearch extends Asked {
  readonly kind: 'failed';
  readonly reason: 'refused' | 'failed' | 'crashed' | 'stopped';
  readonly message: string;
}

export type Search = { readonly kind: 'none' } | RunningSearch | DoneSearch | FailedSearch;

export interface ExplorerState {
  readonly explorer: ExplorerSettings;
  /** The verdict is hidden until the reader has answered. */
  readonly predict: boolean;
  readonly guess: Guess | null;
  readonly search: Search;
  readonly finding: Finding | null;
  /** Raised when the page itself changed the text. */
  readonly rewrites: number;
}

export interface ExplorerActions {
  /** Searches every schedule of the lab on screen. */
  check(): void;
  cancelCheck(): void;
  setExplorer(part: Partial<ExplorerSettings>): void;
  setPredict(predict: boolean): void;
  /** Commits to an answer, or takes it back. */
  setGuess(guess: Omit<Guess, 'text'> | null): void;
  /** Puts the run that was found on screen, behind its last step. */
  showFinding(finding: Finding): void;
  /** Puts a changed text in place of the lab's, with the lab's own run. */
  rewrite(text: string): void;
}
