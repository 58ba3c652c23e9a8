// Messages between the page and the engine's worker. Comlink carries them as calls.

import type { DiffQuestion, ImageDiff } from '../core/diff/index.ts';
import type { LanguageService } from '../core/language/index.ts';
import type {
  CompareQuestion,
  Comparison,
  LabPasses,
  LabResult,
  PassesQuestion,
  RunOptions,
} from '../core/pipeline/index.ts';

export type EngineReply =
  | { readonly ok: true; readonly result: LabResult; readonly milliseconds: number }
  /** A broken invariant in the engine: its bug, not the user's. */
  | { readonly ok: false; readonly message: string };

/** What may be asked about a text beside what becomes of it. */
interface TextQuestions extends LanguageService {
  /** Two protocols on one schedule; null when the engine failed on it. */
  compare(text: string, question: CompareQuestion): Comparison | null;
  /** Two builds, byte by byte; null when the engine failed on it. */
  diff(question: DiffQuestion): ImageDiff | null;
  /** The passes of the JIT over one function; null when the engine failed on it. */
  passes(text: string, question: PassesQuestion): LabPasses | null;
}

/** Answers come in their time; those of a worker that died say nothing. */
export type AsyncLanguage = {
  readonly [K in keyof TextQuestions]: (
    ...question: Parameters<TextQuestions[K]>
  ) => Promise<ReturnType<TextQuestions[K]>>;
};

/** What the worker offers; words on the text it last compiled know the bytes as well. */
export interface EngineApi extends TextQuestions {
  /** Answers at once if the worker is alive and idle. */
  ping(): 'pong';
  compile(text: string, options: RunOptions): EngineReply;
}
