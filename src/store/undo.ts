// Undo across everything that the user does to a lab: typing, opening, steering, breakpoints, watches.
// The editor has an undo of its own for letters while one types there.

import type { ZundoOptions } from 'zundo';
import type { Page, Slice } from './model.ts';

const TRACKED = [
  ...(['text', 'labId', 'workspace'] as const),
  ...(['schedule', 'policy', 'steered', 'breakpoints', 'watches'] as const),
] as const;

/** What is brought back: the cursor goes along, but moving it is nothing to undo. */
export type Remembered = Pick<Page, (typeof TRACKED)[number] | 'cursor'>;

/** Changes closer together than this are one, as long as the text is typed and not opened. */
const BURST_MS = 800;
const LIMIT = 100;

function rememberedOf(page: Page): Remembered {
  const { text, labId, workspace, schedule, policy, steered, breakpoints, watches, cursor } = page;
  return { text, labId, workspace, schedule, policy, steered, breakpoints, watches, cursor };
}

function isSame(a: Remembered, b: Remembered): boolean {
  return TRACKED.every((key) => a[key] === b[key]);
}

/** Only the first state of a burst of typing is kept: undo takes the burst back as a whole. */
export function undoOptions(now: () => number): ZundoOptions<Page, Remembered> {
  let typedAt = Number.NEGATIVE_INFINITY;
  return {
    limit: LIMIT,
    partialize: rememberedOf,
    equality: isSame,
    handleSet: (keep) => (past, replace, current, delta) => {
      const before = past as Remembered;
      const isTyping = TRACKED.every((key) => key === 'text' || before[key] === current[key]);
      const isBurst = isTyping && now() - typedAt < BURST_MS;
      typedAt = isTyping ? now() : Number.NEGATIVE_INFINITY;
      if (!isBurst) (keep as (...all: unknown[]) => void)(past, replace, current, delta);
    },
  };
}

/** The history that the store keeps beside itself. */
export interface History {
  undo(): void;
  redo(): void;
}

export function undoSlice(history: () => History): Slice<'undo' | 'redo'> {
  return (set, get) => {
    const travel = (way: 'undo' | 'redo'): void => {
      const { text } = get();
      history()[way]();
      const page = get();
      const arrival = { opensAt: page.cursor, inside: 0, pinned: null, check: null };
      const openings = page.text === text ? page.openings : page.openings + 1;
      set({ arrival, openings, inside: 0, cut: null, pinned: null, playing: false, fragment: '' });
      page.compile();
    };
    return { undo: () => travel('undo'), redo: () => travel('redo') };
  };
}
