// The words of every step, read while the page has nothing better to do: a run of 100,000 steps has
// as many sentences, and nobody shall wait for them.

import { useEffect, useState } from 'react';
import type { Step } from '../../core/machine/index.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import { kindWords } from './event-facts.ts';

/** Longest stretch of reading at a time (ms). */
const SLICE_MS = 6;
/** Between two reports of how far it has come (ms). */
const REPORT_MS = 250;

interface StepTexts {
  /** Steps that have been read, from the first on. */
  readonly done: number;
  /** Words of a step in lower case; null as long as it has not been read. */
  textOf(step: number): string | null;
}

const NOTHING: StepTexts = { done: 0, textOf: () => null };

function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(work, { timeout: 1000 });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(work, 0);
  return () => clearTimeout(timer);
}

/** Reads `steps` from `texts.length` on, until the slice is over. */
function readSlice(texts: string[], steps: readonly Step[], sentenceOf: SentenceOf): void {
  const until = performance.now() + SLICE_MS;
  while (texts.length < steps.length) {
    const nth = texts.length;
    const step = steps[nth];
    if (!step) return;
    texts.push(`${sentenceOf(nth)} ${kindWords(step)}`.toLowerCase());
    if (nth % 16 === 15 && performance.now() > until) return;
  }
}

/** Begins when `isWanted`, and anew with every other run. */
export function useStepTexts(
  steps: readonly Step[],
  sentenceOf: SentenceOf,
  isWanted: boolean,
): StepTexts {
  const [read, setRead] = useState<{ readonly of: SentenceOf; readonly texts: StepTexts } | null>(
    null,
  );
  const isRead = read?.of === sentenceOf && read.texts.done === steps.length;
  useEffect(() => {
    if (!isWanted || isRead) return undefined;
    const texts: string[] = [];
    let reported = performance.now();
    let cancel = whenIdle(work);
    function work() {
      readSlice(texts, steps, sentenceOf);
      const isDone = texts.length >= steps.length;
      if (isDone || performance.now() - reported > REPORT_MS) {
        reported = performance.now();
        const textOf = (step: number) => texts[step] ?? null;
        setRead({ of: sentenceOf, texts: { done: texts.length, textOf } });
      }
      if (!isDone) cancel = whenIdle(work);
    }
    return () => cancel();
  }, [steps, sentenceOf, isWanted, isRead]);
  return read?.of === sentenceOf ? read.texts : NOTHING;
}
