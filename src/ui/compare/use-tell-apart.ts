import { useEffect, useRef, useState } from 'react';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import type { CompareChoice } from './compare-choice.ts';
import { type FoundSchedule, type TellApart, tellApart } from './tell-apart.ts';

interface Asked {
  readonly text: string;
  readonly a: CompareChoice;
  readonly b: CompareChoice;
}

export interface TellApartState {
  readonly found: FoundSchedule | null;
  /** What is to be said: how far it is, or that there is none. */
  readonly words: string;
  readonly isSearching: boolean;
  /** The page's own search is under way. */
  readonly isBusy: boolean;
  readonly start: () => void;
  readonly cancel: () => void;
  /** Back to the run on the page. */
  readonly forget: () => void;
}

type Answer = Asked & { readonly answer: TellApart };

/** Finds a schedule that tells two sides apart; what was found for other sides is forgotten. */
export function useTellApart(a: CompareChoice, b: CompareChoice): TellApartState {
  const store = usePageStore();
  const text = usePage((page) => page.resultText);
  const isBusy = usePage((page) => page.search.kind === 'running');
  const [progress, setProgress] = useState<string | null>(null);
  const [last, setLast] = useState<Answer | null>(null);
  const job = useRef(0);
  const stop = (): void => {
    job.current += 1;
    setProgress(null);
    store.explorer.cancel();
  };
  // Whoever closes the dialog, or chooses anew, does not wait for this any more.
  useEffect(
    () => () => {
      job.current += 1;
      if (store.getState().search.kind !== 'running') store.explorer.cancel();
      setProgress(null);
    },
    [store, text, a, b],
  );
  const start = (): void => {
    const mine = ++job.current;
    const isMine = (): boolean => job.current === mine;
    setLast(null);
    setProgress('Searching every order…');
    const { megabytes } = store.getState().explorer;
    const onProgress = (side: string, states: number): void => {
      if (!isMine()) return;
      setProgress(
        `Searching every order of ${side.toUpperCase()}: ${states.toLocaleString('en')} states`,
      );
    };
    void tellApart(store, { text, a, b, megabytes, onProgress, isWanted: isMine }).then(
      (answer) => {
        if (!isMine()) return;
        setProgress(null);
        setLast({ text, a, b, answer });
      },
    );
  };
  const isOfThese = last !== null && last.text === text && last.a === a && last.b === b;
  const answer = isOfThese ? last.answer : null;
  return {
    found: answer?.kind === 'found' ? answer.found : null,
    words: progress ?? (answer?.kind === 'none' ? answer.message : ''),
    isSearching: progress !== null,
    isBusy,
    start,
    cancel: stop,
    forget: () => setLast(null),
  };
}
