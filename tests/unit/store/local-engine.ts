// The real pipeline, answering at once: for what only a real run shows.

import { createLanguage } from '../../../src/core/language/index.ts';
import { compile, type LabResult, type RunOptions } from '../../../src/core/pipeline/index.ts';
import { linkReader } from '../../../src/store/link-reader.ts';
import { createPageStore, type PageStore } from '../../../src/store/page-store.ts';
import { safeStorage } from '../../../src/store/safe-storage.ts';
import * as tools from '../../../src/store/session-tools.ts';
import type { CompileAnswer, EngineClient } from '../../../src/worker/client.ts';
import type { ExploreClient } from '../../../src/worker/explore-client.ts';
import { FakeExplorer } from './fake-explorer.ts';
import { laterAnswers } from './later-answers.ts';
import { memoryShelf } from './memory-shelf.ts';
import { MemoryStorage } from './memory-storage.ts';

export class LocalEngine implements EngineClient {
  readonly asked: RunOptions[] = [];
  private last: { readonly text: string; readonly result: LabResult } | null = null;
  readonly language = laterAnswers(
    createLanguage({ resultOf: (text) => (this.last?.text === text ? this.last.result : null) }),
  );

  compile(text: string, options: RunOptions = {}): Promise<CompileAnswer> {
    this.asked.push(options);
    const result = structuredClone(compile(text, options));
    this.last = { text, result };
    return Promise.resolve({ kind: 'done', result, milliseconds: 1 });
  }

  onRestart(): void {}

  dispose(): void {}
}

/** Lets every answer of the engine arrive. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}

/** A page whose engine is the real one. */
export function openPage(
  disk = new MemoryStorage(),
  engine: EngineClient = new LocalEngine(),
  explorer: ExploreClient = new FakeExplorer(),
): PageStore {
  let ids = 0;
  return createPageStore({
    engine,
    explorer,
    loadReader: async () => linkReader,
    loadTools: async () => tools,
    loadShelf: memoryShelf(),
    local: safeStorage(() => disk),
    session: safeStorage(() => disk),
    now: () => 0,
    newId: () => `id-${ids++}`,
  });
}
