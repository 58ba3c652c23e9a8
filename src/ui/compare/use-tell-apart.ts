import { useEffect, useRef, useState } from 'react';
import type { FoundOrder, SideNames } from '../../store/open-view.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { tellApart } from './tell-apart.ts';

interface Asked {
  readonly text: string;
  readonly a: SideNames;
  readonly b: SideNames;
}

export interface TellApartState {
  /** What is to be said: how far it is, or that there is none. */
  readonly words: string;
  readonly isSearching: boolean;
  /** The page's own search is under way. */
  readonly isBusy: boolean;
  readonly start: () => void;
  readonly cancel: () => void;
}

type Answer = Asked & { readonly message: string };

/** Looks for a schedule that tells two sides apart. */
export function useTellApart(
  a: SideNames,
  b: SideNames,
  onFound: (found: FoundOrder) => void,
): TellApartState {
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
        if (answer.kind === 'found') onFound(answer.found);
        else setLast({ text, a, b, message: answer.message });
      },
    );
  };
  const isOfThese = last !== null && last.text === text && last.a === a && last.b === b;
  return {
    words: progress ?? (isOfThese ? last.message : ''),
    isSearching: progress !== null,
    isBusy,
    start,
    cancel: stop,
  };
}
