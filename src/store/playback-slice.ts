// The cursor on the timeline. The clock that plays it is the page's, not the store's.

import { insnsOf } from './inside.ts';
import { lastFew } from './last-few.ts';
import type { Page, Slice, StepRange } from './model.ts';

type PlaybackKey =
  | 'cursor'
  | 'playing'
  | 'speed'
  | 'seek'
  | 'step'
  | 'beat'
  | 'playPause'
  | 'setSpeed'
  | 'loop'
  | 'setLoop';

export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

function lastCursor(page: Page): number {
  return page.result?.timeline?.steps.length ?? 0;
}

function clamp(cursor: number, last: number): number {
  return Math.max(0, Math.min(Math.round(cursor), last));
}

/** Where the cursor may go: the whole run, or what an embedded page shows of it. */
export function reach(page: Page): StepRange {
  const last = lastCursor(page);
  const { from, to } = page.embed?.steps ?? { from: 0, to: last };
  return { from: clamp(from, last), to: clamp(to, last) };
}

/** The loop as far as the run reaches, the same object while it does; null if nothing is left of it. */
export function selectLoop(page: Page): StepRange | null {
  const { loop } = page;
  if (!loop) return null;
  const range = reach(page);
  const from = within(loop.from, range);
  const to = within(loop.to, range);
  if (from === loop.from && to === loop.to) return from < to ? loop : null;
  return cutLoop(from, to);
}

const cutLoop = lastFew((from: number, to: number): StepRange | null =>
  from < to ? { from, to } : null,
);

function within(cursor: number, { from, to }: StepRange): number {
  return Math.max(from, Math.min(Math.round(cursor), to));
}

export const playbackSlice: Slice<PlaybackKey> = (set, get) => ({
  cursor: 0,
  playing: false,
  speed: 1,
  loop: null,

  seek: (to, inside = 0) => {
    const page = get();
    const cursor = within(to, reach(page));
    const insns = inside > 0 ? insnsOf(page.result?.timeline?.steps[cursor]) : 0;
    set({ cursor, inside: clamp(inside, Math.max(0, insns - 1)), playing: false });
  },
  step: (delta) => {
    const page = get();
    const range = reach(page);
    const cursor = within(page.cursor + delta, range);
    // From within a block, one step back is its beginning.
    const target = delta < 0 && page.inside > 0 ? within(cursor + 1, range) : cursor;
    // The end of a loop is no end, also where the run ends with it.
    const goesOn = cursor < range.to || selectLoop(page) !== null;
    set({ cursor: target, inside: 0, playing: page.playing && goesOn });
  },
  beat: () => {
    const { cursor, step } = get();
    const loop = selectLoop(get());
    if (loop && (cursor >= loop.to || cursor < loop.from)) set({ cursor: loop.from, inside: 0 });
    else step(1);
  },
  playPause: () => {
    const page = get();
    const { from, to } = reach(page);
    if (from === to) return;
    if (page.playing) set({ playing: false });
    else {
      const ends = selectLoop(page) === null && page.cursor >= to;
      set({ playing: true, inside: 0, cursor: ends ? from : page.cursor });
    }
  },
  setLoop: (loop) => {
    set({ loop });
    set({ loop: selectLoop(get()) });
  },
  setSpeed: (speed) => {
    const nearest = [...SPEEDS].sort((a, b) => Math.abs(a - speed) - Math.abs(b - speed))[0];
    set({ speed: nearest ?? 1 });
  },
});
