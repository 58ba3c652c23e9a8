// The page's state, in one place: what the user typed, what came of it, and where they look.

import type { LabResult, Selection } from '../core/pipeline/index.ts';

export type { Highlight, Selection } from '../core/pipeline/index.ts';

export type EngineState = 'starting' | 'ready' | 'busy' | 'crashed';

/** A message that stays until the user closes it: bad link, crash, newer link. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly body: string;
}

export interface PageState {
  readonly text: string;
  /** Id of the built-in lab that the text began as; null for one's own. */
  readonly labId: string | null;
  /** Last result without errors in the way of bytes; stays on screen while the text is broken. */
  readonly result: LabResult | null;
  /** True when `result` is not of the present text. */
  readonly stale: boolean;
  /** Diagnostics of the present text. */
  readonly diagnostics: LabResult['diagnostics'];
  readonly engine: EngineState;
  /** Number of steps done, 0..steps.length. */
  readonly cursor: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Pinned by a click; Esc clears. */
  readonly pinned: Selection | null;
  /** Under the pointer. */
  readonly hovered: Selection | null;
  readonly theme: 'system' | 'light' | 'dark';
  readonly syntax: 'att' | 'intel';
  readonly notices: readonly Notice[];
}
