// The clock of the timeline: one step each beat, by animation frames, while the store says so.

import { useEffect } from 'react';
import type { Page } from '../../store/model.ts';
import { breakpointHits } from '../../store/run-selectors.ts';
import { usePage, usePageStore } from './page-context.tsx';

/** Time that a step stays on screen at speed 1: enough to read its sentence. */
const BEAT_MS = 900;

/** True if a breakpoint is hit before the next step is done, or right behind it. */
function hitsNow(page: Page): boolean {
  const { cursor, inside, breakpoints } = page;
  if (breakpoints.length === 0) return false;
  return breakpointHits(page).some(
    (hit) =>
      (hit.cursor === cursor && hit.inside > inside) ||
      (hit.cursor === cursor + 1 && hit.inside === 0),
  );
}

export function usePlayback(): void {
  const store = usePageStore();
  const playing = usePage((page) => page.playing);
  useEffect(() => {
    if (!playing) return undefined;
    let frame = 0;
    let last: number | null = null;
    let elapsed = 0;
    const tick = (now: number): void => {
      elapsed += now - (last ?? now);
      last = now;
      const page = store.getState();
      const { speed, beat, continueTo } = page;
      if (elapsed >= BEAT_MS / speed) {
        elapsed = 0;
        // Stops there: a run goes by itself only up to the next breakpoint.
        if (hitsNow(page)) continueTo('next');
        else beat();
      }
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, store]);
}
