import { useEffect, useState } from 'react';
import type { Comparison, Timeline } from '../../core/pipeline/index.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import type { CompareChoice } from './compare-choice.ts';
import type { FoundSchedule } from './tell-apart.ts';

interface Answer {
  readonly timeline: Timeline | null;
  readonly a: CompareChoice;
  readonly b: CompareChoice;
  readonly found: FoundSchedule | null;
  readonly comparison: Comparison | null;
}

export interface ComparisonState {
  /** The last answer, also while a newer one is on its way. */
  readonly comparison: Comparison | null;
  readonly isWaiting: boolean;
  readonly hasFailed: boolean;
}

/** Asks the engine, along the run that is on the page, or along a schedule that was found. */
export function useComparison(
  a: CompareChoice,
  b: CompareChoice,
  found: FoundSchedule | null,
): ComparisonState {
  const { language } = usePageStore();
  const text = usePage((page) => page.resultText);
  const timeline = usePage((page) => page.result?.timeline ?? null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isLast = true;
    const own = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
    const question = found
      ? { schedule: found.schedule, of: found.of, a, b }
      : { schedule: own, a, b };
    void language.compare(text, question).then((comparison) => {
      if (isLast) setAnswer({ timeline, a, b, found, comparison });
    });
    return () => {
      isLast = false;
    };
  }, [language, text, timeline, a, b, found]);
  const isWaiting =
    answer?.timeline !== timeline || answer.a !== a || answer.b !== b || answer.found !== found;
  const comparison = answer?.comparison ?? null;
  return { comparison, isWaiting, hasFailed: !isWaiting && comparison === null };
}
