// Messages between the page and the worker that searches. Comlink carries them as calls.

import type { ExploreOptions, ExploreProgress, ExploreResult } from '../core/explore/index.ts';

export type ExploreReply =
  | { readonly kind: 'done'; readonly result: ExploreResult; readonly milliseconds: number }
  /** The lab does not run, so there is nothing to search. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A broken invariant in the engine: its bug, not the user's. */
  | { readonly kind: 'failed'; readonly message: string };

/** Told a few times a second. */
export type OnExploreProgress = (progress: ExploreProgress, milliseconds: number) => void;

export interface ExploreApi {
  /** One search at a time. */
  explore(
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreReply>;
  /** Ends the search under way, which answers with what it has. */
  cancelExplore(): void;
}
