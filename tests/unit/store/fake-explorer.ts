// A search under the test's control.

import type {
  ExploreOptions,
  ExploreProgress,
  ExploreResult,
} from '../../../src/core/explore/index.ts';
import type { ExploreAnswer, ExploreClient } from '../../../src/worker/explore-client.ts';
import type { OnExploreProgress } from '../../../src/worker/explore-protocol.ts';

export const NO_PROGRESS: ExploreProgress = {
  states: 0,
  transitions: 0,
  depth: 0,
  frontier: 0,
  bytes: 0,
  failures: 0,
};

/** A search that found nothing wrong. */
export const PASSED: ExploreResult = {
  verdict: 'pass',
  unfinished: null,
  reduction: true,
  properties: ['fell-through', 'deadlock'],
  states: 120,
  transitions: 200,
  depth: 40,
  orders: 1234n,
  reduced: 30,
  bytes: 4096,
  failures: [],
  outcomes: [],
  sites: { nodes: [{ sites: 'B', states: 120 }], edges: [], cut: false },
};

export class FakeExplorer implements ExploreClient {
  readonly asked: { readonly text: string; readonly options: ExploreOptions }[] = [];
  cancels = 0;
  private settle: (answer: ExploreAnswer) => void = () => undefined;
  private report: OnExploreProgress = () => undefined;

  explore(
    text: string,
    options: ExploreOptions,
    onProgress: OnExploreProgress,
  ): Promise<ExploreAnswer> {
    this.asked.push({ text, options });
    this.settle({ kind: 'superseded' });
    this.report = onProgress;
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  cancel(): void {
    this.cancels += 1;
  }

  progress(part: Partial<ExploreProgress>, milliseconds: number): void {
    this.report({ ...NO_PROGRESS, ...part }, milliseconds);
  }

  async answer(answer: ExploreAnswer): Promise<void> {
    this.settle(answer);
    await Promise.resolve();
    await Promise.resolve();
  }

  finish(part: Partial<ExploreResult> = {}): Promise<void> {
    return this.answer({ kind: 'done', result: { ...PASSED, ...part }, milliseconds: 50 });
  }
}
