import { useEffect, useState } from 'react';
import type { LabPasses } from '../../core/pipeline/index.ts';
import type { PassesChoice } from '../../store/open-view.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';

/** Which function, under which kernel; `kernel` null: the lab's. */
export type PassesOf = Pick<PassesChoice, 'progIdx' | 'funcIdx' | 'kernel'>;

interface Answer {
  readonly of: string;
  readonly choice: PassesOf;
  readonly passes: LabPasses | null;
}

export interface PassesState {
  /** The last answer, also while a newer one is on its way. */
  readonly passes: LabPasses | null;
  /** Names the question that it answers, and says what was asked for. */
  readonly of: string;
  readonly shown: PassesOf | null;
  readonly isWaiting: boolean;
  readonly hasFailed: boolean;
  /** Asks once more. */
  readonly retry: () => void;
}

/** Asks the engine for the passes over a function of the text on the page. */
export function usePasses({ progIdx, funcIdx, kernel }: PassesOf): PassesState {
  const { language } = usePageStore();
  const text = usePage((page) => page.resultText);
  const [tries, setTries] = useState(0);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const asked = JSON.stringify([progIdx, funcIdx, kernel, tries, text]);
  useEffect(() => {
    let isLast = true;
    void language.passes(text, { progIdx, funcIdx, kernel }).then((passes) => {
      if (isLast) setAnswer({ of: asked, choice: { progIdx, funcIdx, kernel }, passes });
    });
    return () => {
      isLast = false;
    };
  }, [language, text, progIdx, funcIdx, kernel, asked]);
  const isWaiting = answer?.of !== asked;
  const passes = answer?.passes ?? null;
  return {
    passes,
    of: answer?.of ?? '',
    shown: answer?.choice ?? null,
    isWaiting,
    hasFailed: !isWaiting && passes === null,
    retry: () => setTries(tries + 1),
  };
}
