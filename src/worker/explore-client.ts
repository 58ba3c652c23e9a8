// The page's end of the search: a worker of its own, started with the first search, so that neither typing nor the
// editor waits for it.

import type { ExploreOptions } from '../core/explore/index.ts';
import type { ExploreReply, OnExploreProgress } from './explore-protocol.ts';

/** A running worker. Its promises never settle once it is dead. */
export interface ExploreHandle {
  explore(
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreReply>;
  cancel(): void;
  terminate(): void;
}

export type ExploreAnswer =
  | ExploreReply
  /** It was cancelled and did not answer in time. */
  | { readonly kind: 'stopped' }
  /** Another search took its place. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'crashed'; readonly message: string };

/** What the store needs of a search; tests give it a fake. */
export interface ExploreClient {
  /** A search under way gives way to this one. */
  explore(
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreAnswer>;
  /** Ends the search under way: it answers with what it has. */
  cancel(): void;
}

/** For a search to answer that it has stopped. */
const CANCEL_MS = 2_000;

interface Job {
  settle(answer: ExploreAnswer): void;
}

type Spawn = (onDeath: (reason: string) => void) => ExploreHandle;

class SearchQueue implements ExploreClient {
  private readonly spawn: Spawn;
  private handle: ExploreHandle | null = null;
  private job: Job | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(spawn: Spawn) {
    this.spawn = spawn;
  }

  explore(
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreAnswer> {
    // A search that is no longer wanted may be deep in a slice: its worker goes with it.
    if (this.job) this.drop({ kind: 'superseded' });
    return new Promise((settle) => {
      const job: Job = { settle };
      this.job = job;
      const isMine = (): boolean => this.job === job;
      this.handle ??= this.start();
      this.handle
        .explore(text, options, (progress, ms) => {
          if (isMine()) onProgress(progress, ms);
        })
        .then(
          (reply) => isMine() && this.finish(reply),
          (error: unknown) => isMine() && this.drop({ kind: 'crashed', message: String(error) }),
        );
    });
  }

  cancel(): void {
    if (!this.job) return;
    this.handle?.cancel();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drop({ kind: 'stopped' }), CANCEL_MS);
  }

  private start(): ExploreHandle {
    const handle = this.spawn((message) => {
      if (this.handle === handle) this.drop({ kind: 'crashed', message });
    });
    return handle;
  }

  private finish(answer: ExploreAnswer): void {
    clearTimeout(this.timer);
    const { job } = this;
    this.job = null;
    job?.settle(answer);
  }

  /** The worker goes, and the next search starts another. */
  private drop(answer: ExploreAnswer): void {
    this.handle?.terminate();
    this.handle = null;
    this.finish(answer);
  }
}

/** Starts nothing before the first search. */
export function createExploreClient(spawn: Spawn): ExploreClient {
  return new SearchQueue(spawn);
}
