// A search in slices: between two of them the worker hears whether it is to stop.

import {
  createSearch,
  type ExploreOptions,
  type ExploreResult,
  type Search,
} from '../core/explore/index.ts';
import { compile, labExpects } from '../core/pipeline/index.ts';
import type { ExploreApi, ExploreReply, OnExploreProgress } from './explore-protocol.ts';

/** A slice takes about this long: short enough to hear of a cancel. */
const SLICE_MS = 50;
/** Between two reports. */
const REPORT_MS = 200;
const FIRST_BUDGET = 200;
const MAX_BUDGET = 1_000_000;

const CANCELLED = 'it was cancelled';

/** Lets messages in: a promise alone would not. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** What a search that was stopped in the middle may say: never that all is well. */
function cutShort(result: ExploreResult): ExploreResult {
  const verdict = result.failures.length > 0 ? 'fail' : 'not-finished';
  return { ...result, verdict, unfinished: CANCELLED };
}

async function drive(
  search: Search,
  isCancelled: () => boolean,
  report: () => void,
): Promise<ExploreResult> {
  let budget = FIRST_BUDGET;
  let reported = performance.now();
  for (;;) {
    const began = performance.now();
    const state = search.run(budget);
    const now = performance.now();
    if (state === 'done') return search.result();
    if (isCancelled()) return cutShort(search.result());
    const ideal = (budget * SLICE_MS) / Math.max(1, now - began);
    budget = Math.round(Math.min(MAX_BUDGET, budget * 4, Math.max(1, ideal)));
    if (now - reported >= REPORT_MS) {
      reported = now;
      report();
    }
    await breathe();
  }
}

export function createExplorer(): ExploreApi {
  let cancelled = false;
  const search = async (
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreReply> => {
    const began = performance.now();
    // Its run is not asked for: the search has its own.
    const lab = compile(text, { schedule: [], policy: null });
    if (!lab.input) {
      const first = lab.diagnostics.find(({ severity }) => severity === 'error');
      return { kind: 'refused', message: first?.message ?? 'the lab runs nothing' };
    }
    const under = createSearch(lab.input, labExpects(lab), options);
    const since = (): number => performance.now() - began;
    const result = await drive(
      under,
      () => cancelled,
      () => onProgress(under.progress(), since()),
    );
    return { kind: 'done', result, milliseconds: since() };
  };
  return {
    explore: async (text, options, onProgress) => {
      cancelled = false;
      try {
        return await search(text, options, onProgress);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', message };
      }
    },
    cancelExplore: () => {
      cancelled = true;
    },
  };
}
