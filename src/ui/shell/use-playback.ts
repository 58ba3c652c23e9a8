// The clock of the timeline: one step each beat, by animation frames, while the store says so.

import { useEffect } from 'react';
import { usePage, usePageStore } from './page-context.tsx';

/** Time that a step stays on screen at speed 1: enough to read its sentence. */
const BEAT_MS = 900;

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
      const { speed, step } = store.getState();
      if (elapsed >= BEAT_MS / speed) {
        elapsed = 0;
        step(1);
      }
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, store]);
}
