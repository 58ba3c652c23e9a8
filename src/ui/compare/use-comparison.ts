import { useEffect, useState } from 'react';
import type { Comparison, Timeline } from '../../core/pipeline/index.ts';
import type { FoundOrder, SideNames } from '../../store/open-view.ts';
import { selectMuted } from '../../store/prediction.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';

interface Answer {
  readonly timeline: Timeline | null;
  readonly a: SideNames;
  readonly b: SideNames;
  readonly found: FoundOrder | null;
  readonly isMuted: boolean;
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
  a: SideNames,
  b: SideNames,
  found: FoundOrder | null,
): ComparisonState {
  const { language } = usePageStore();
  const text = usePage((page) => page.resultText);
  const timeline = usePage((page) => page.result?.timeline ?? null);
  const isMuted = usePage(selectMuted);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isLast = true;
    const own = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
    const question = found ? { ...found, a, b, isMuted } : { schedule: own, a, b, isMuted };
    void language.compare(text, question).then((comparison) => {
      if (isLast) setAnswer({ timeline, a, b, found, isMuted, comparison });
    });
    return () => {
      isLast = false;
    };
  }, [language, text, timeline, a, b, found, isMuted]);
  const isWaiting =
    answer?.timeline !== timeline ||
    answer.a !== a ||
    answer.b !== b ||
    answer.found !== found ||
    answer.isMuted !== isMuted;
  const comparison = answer?.comparison ?? null;
  return { comparison, isWaiting, hasFailed: !isWaiting && comparison === null };
}
