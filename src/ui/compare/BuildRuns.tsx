import { useEffect, useState } from 'react';
import type { DiffQuestion } from '../../core/diff/index.ts';
import type { CompareQuestion, Comparison } from '../../core/pipeline/index.ts';
import { selectMuted } from '../../store/prediction.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { CompareSteps } from './CompareSteps.tsx';
import { CompareSummary } from './CompareSummary.tsx';
import { TwinTimelines } from './TwinTimelines.tsx';
import { usePageSchedule } from './use-page-schedule.ts';

interface Answer {
  readonly question: CompareQuestion | null;
  readonly key: string;
  readonly comparison: Comparison | null;
}

/** The run on the page, on both builds; of another lab, its own run. */
function useRuns({ a, b }: DiffQuestion): {
  readonly runs: Comparison | null;
  readonly isWaiting: boolean;
} {
  const { language } = usePageStore();
  const pageText = usePage((page) => page.resultText);
  const schedule = usePageSchedule();
  const isMuted = usePage(selectMuted);
  const key = JSON.stringify([a, b]);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isLast = true;
    const [left, right] = JSON.parse(key) as [DiffQuestion['a'], DiffQuestion['b']];
    const question: CompareQuestion = {
      schedule: left.text === pageText ? schedule : [],
      a: left.override,
      b: right.override,
      textB: right.text,
      isMuted,
    };
    void language.compare(left.text, question).then((comparison) => {
      if (isLast) setAnswer({ question, key, comparison });
    });
    return () => {
      isLast = false;
    };
  }, [language, key, pageText, schedule, isMuted]);
  return { runs: answer?.comparison ?? null, isWaiting: answer?.key !== key };
}

interface BuildRunsProps {
  readonly question: DiffQuestion;
  /** Row of both timelines; null: where they part. */
  readonly cursor: number | null;
  onCursor(cursor: number): void;
}

/** The same schedule played on both builds. */
export function BuildRuns({ question, cursor, onCursor }: BuildRunsProps) {
  const { runs, isWaiting } = useRuns(question);
  const pageText = usePage((page) => page.resultText);
  if (!runs) {
    return (
      <p className="compare-note">
        {isWaiting
          ? 'Both sides run…'
          : 'The engine did not answer. Choose again to try once more.'}
      </p>
    );
  }
  return (
    <div className={isWaiting ? 'compare-result is-waiting' : 'compare-result'}>
      <p className="compare-intro">
        {question.a.text === pageText
          ? 'Both follow the run on the page, turn by turn.'
          : 'The run on the page is of another lab than A: actors take turns here.'}
        {question.a.text !== question.b.text && ' Turns go to the actors of the same number.'}
      </p>
      <TwinTimelines comparison={runs} wanted={cursor} onCursor={onCursor} />
      <CompareSummary comparison={runs} />
      <CompareSteps comparison={runs} />
    </div>
  );
}
