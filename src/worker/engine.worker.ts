// The engine's thread. Throws nothing across its boundary: this is the one place that catches.

import { expose } from 'comlink';
import { type DiffQuestion, diffImages, type ImageDiff } from '../core/diff/index.ts';
import { createLanguage } from '../core/language/index.ts';
import {
  type CompareQuestion,
  type Comparison,
  compareProtocols,
  compile,
  type LabPasses,
  type LabResult,
  labPasses,
  type PassesQuestion,
  type RunOptions,
} from '../core/pipeline/index.ts';
import type { ExploreApi } from './explore-protocol.ts';
import { createExplorer } from './explorer.ts';
import type { EngineApi, EngineReply } from './protocol.ts';

/** The last result without its run, which may be large, for what an editor asks about its text. */
let last: { readonly text: string; readonly result: LabResult } | null = null;

function compileSafely(text: string, options: RunOptions): EngineReply {
  const began = performance.now();
  try {
    const result = compile(text, options);
    last = { text, result: { ...result, timeline: null, input: null } };
    return { ok: true, result, milliseconds: performance.now() - began };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function compareSafely(text: string, question: CompareQuestion): Comparison | null {
  try {
    return compareProtocols(text, question);
  } catch {
    return null;
  }
}

function diffSafely(question: DiffQuestion): ImageDiff | null {
  try {
    return diffImages(question);
  } catch {
    return null;
  }
}

function passesSafely(text: string, { kernel, ...question }: PassesQuestion): LabPasses | null {
  try {
    const known = kernel === null && last?.text === text ? last.result : null;
    const override = kernel === null ? {} : { kernel };
    return labPasses(known ?? compile(text, { override, policy: null }), question);
  } catch {
    return null;
  }
}

const language = createLanguage({
  resultOf: (text) => (last?.text === text ? last.result : null),
});

const api: EngineApi & ExploreApi = {
  ping: () => 'pong',
  compile: compileSafely,
  compare: compareSafely,
  diff: diffSafely,
  passes: passesSafely,
  ...language,
  ...createExplorer(),
};

expose(api);
