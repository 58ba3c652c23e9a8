// The page's state, in one place: what the user typed, what came of it, and where they look.

import type { LabResult, Selection } from '../core/pipeline/index.ts';
import type { OpeningStep } from '../labs/index.ts';
import type { Pane } from '../url/schema.ts';

export type { Highlight, Selection } from '../core/pipeline/index.ts';
export type { Pane } from '../url/schema.ts';

export type EngineState = 'starting' | 'ready' | 'busy' | 'crashed';
export type Theme = 'system' | 'light' | 'dark';
export type Syntax = 'att' | 'intel';

/** A message that stays until the user closes it: bad link, crash, newer link. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly body: string;
  /** A lab text that the user can put into the editor from here. */
  readonly offer?: { readonly label: string; readonly text: string };
}

/** What to do with the first result of a text that was opened, not typed. */
export interface Arrival {
  readonly opensAt: number | OpeningStep;
  readonly pinned: Selection | null;
  /** For a link: compares its checksums with what the page makes of it, and says if they differ. */
  readonly check: ((result: LabResult) => Notice | null) | null;
}

export interface PageState {
  readonly text: string;
  /** Id of the built-in lab that the text is, or began as; null for one's own. */
  readonly labId: string | null;
  /** Raised when the text was opened, not typed: the editor takes it over whole. */
  readonly openings: number;
  readonly arrival: Arrival | null;
  /** Fragment of the address bar, as long as it describes the text; '' otherwise. */
  readonly fragment: string;

  /** Last result without errors in the way of a run; stays on screen while the text is broken. */
  readonly result: LabResult | null;
  /** The text that `result` is of: spans are places in it. */
  readonly resultText: string;
  /** True when the present text has no picture of its own, so that an older one is shown. */
  readonly stale: boolean;
  /** Diagnostics of the present text. */
  readonly diagnostics: LabResult['diagnostics'];
  readonly engine: EngineState;

  /** Number of steps done, 0..steps.length. */
  readonly cursor: number;
  readonly playing: boolean;
  /** Times the base rate, SPEEDS. */
  readonly speed: number;

  /** Pinned by a click; Esc clears. */
  readonly pinned: Selection | null;
  /** Under the pointer. */
  readonly hovered: Selection | null;

  readonly theme: Theme;
  readonly syntax: Syntax;
  /** The pane that a narrow page shows. */
  readonly pane: Pane;
  /** The hint for first-time visitors is shown until they close it. */
  readonly welcome: boolean;

  readonly notices: readonly Notice[];
}

/** A text of the user's that the browser keeps. */
export interface KeptText {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** How a link treats the cursor. */
export type ShareStart = 'here' | 'beginning';

export interface PageActions {
  /** The user typed. */
  edit(text: string): void;
  openLab(id: string): void;
  /** Replaces the text by one from a file or a notice. */
  openText(text: string): void;
  /** Opens what a file holds: a shared state, or a plain lab. */
  openFile(content: string): Promise<void>;
  /** Opens a link's fragment; says why when it cannot, and then changes nothing else. */
  openFragment(fragment: string): Promise<void>;
  /** The user's own texts, newest first, those of other tabs included. */
  keptTexts(): readonly KeptText[];
  forgetText(id: string): void;
  /** Runs the engine on the present text. */
  compile(): void;

  seek(cursor: number): void;
  step(delta: number): void;
  playPause(): void;
  setSpeed(speed: number): void;

  hover(selection: Selection | null): void;
  /** Pins; pins nothing more when it is pinned already. */
  pin(selection: Selection | null): void;

  setTheme(theme: Theme): void;
  setSyntax(syntax: Syntax): void;
  setPane(pane: Pane): void;
  closeWelcome(): void;

  notify(notice: Notice): void;
  dismiss(id: string): void;
}

export type Page = PageState & PageActions;

/** A part of the page's state with its actions. */
export type Slice<K extends keyof Page> = (
  set: (partial: Partial<Page>) => void,
  get: () => Page,
) => Pick<Page, K>;
