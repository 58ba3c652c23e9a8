// The cursor on the timeline. The clock that plays it is the page's, not the store's.

import { insnsOf } from './inside.ts';
import type { Page, Slice } from './model.ts';

type PlaybackKey = 'cursor' | 'playing' | 'speed' | 'seek' | 'step' | 'playPause' | 'setSpeed';

export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

function lastCursor(page: Page): number {
  return page.result?.timeline?.steps.length ?? 0;
}

function clamp(cursor: number, last: number): number {
  return Math.max(0, Math.min(Math.round(cursor), last));
}

export const playbackSlice: Slice<PlaybackKey> = (set, get) => ({
  cursor: 0,
  playing: false,
  speed: 1,

  seek: (to, inside = 0) => {
    const page = get();
    const cursor = clamp(to, lastCursor(page));
    const insns = inside > 0 ? insnsOf(page.result?.timeline?.steps[cursor]) : 0;
    set({ cursor, inside: clamp(inside, Math.max(0, insns - 1)), playing: false });
  },
  step: (delta) => {
    const page = get();
    const last = lastCursor(page);
    const cursor = clamp(page.cursor + delta, last);
    // From within a block, one step back is its beginning.
    const target = delta < 0 && page.inside > 0 ? clamp(cursor + 1, last) : cursor;
    set({ cursor: target, inside: 0, playing: page.playing && cursor < last });
  },
  playPause: () => {
    const page = get();
    const last = lastCursor(page);
    if (last === 0) return;
    if (page.playing) set({ playing: false });
    else set({ playing: true, inside: 0, cursor: page.cursor === last ? 0 : page.cursor });
  },
  setSpeed: (speed) => {
    const nearest = [...SPEEDS].sort((a, b) => Math.abs(a - speed) - Math.abs(b - speed))[0];
    set({ speed: nearest ?? 1 });
  },
});
