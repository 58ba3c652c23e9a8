import { useEffect, useState } from 'react';
import type { DiffQuestion, ImageDiff } from '../../core/diff/index.ts';
import { usePageStore } from '../shell/page-context.tsx';

interface Answer {
  readonly key: string;
  readonly diff: ImageDiff | null;
  readonly question: DiffQuestion;
}

export interface BuildDiffState {
  /** The last answer and what it answers, also while a newer one is on its way. */
  readonly answer: { readonly diff: ImageDiff; readonly question: DiffQuestion } | null;
  readonly isWaiting: boolean;
  readonly hasFailed: boolean;
}

/** Asks the engine for two builds. */
export function useBuildDiff(question: DiffQuestion): BuildDiffState {
  const { language } = usePageStore();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const key = JSON.stringify(question);
  useEffect(() => {
    let isLast = true;
    const asked = JSON.parse(key) as DiffQuestion;
    void language.diff(asked).then((diff) => {
      if (isLast) setAnswer({ key, diff, question: asked });
    });
    return () => {
      isLast = false;
    };
  }, [language, key]);
  const isWaiting = answer?.key !== key;
  return {
    answer: answer?.diff ? { diff: answer.diff, question: answer.question } : null,
    isWaiting,
    hasFailed: !isWaiting && answer?.diff === null,
  };
}
