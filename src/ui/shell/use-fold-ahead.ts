// The run folded while the page has nothing better to do, so that the first drag through it costs no more than the next.

import { useEffect } from 'react';
import { selectReplay } from '../../store/selectors.ts';
import { useLatePage } from './late-page.ts';

/** Longest stretch of folding at a time (ms). */
const SLICE_MS = 4;

function whenIdle(work: () => void): () => void {
  // Elsewhere the first drag folds as it goes.
  if (typeof requestIdleCallback !== 'function') return () => {};
  const handle = requestIdleCallback(work);
  return () => cancelIdleCallback(handle);
}

/** Begins anew with every other run. */
export function useFoldAhead(): void {
  const replay = useLatePage(selectReplay);
  useEffect(() => {
    let cancel = whenIdle(work);
    function work() {
      const until = performance.now() + SLICE_MS;
      while (replay?.foldAhead()) {
        if (performance.now() < until) continue;
        cancel = whenIdle(work);
        return;
      }
    }
    return () => cancel();
  }, [replay]);
}
