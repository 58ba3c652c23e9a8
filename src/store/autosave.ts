// Zustand's persist on two records: the tab's draft, and preferences that all tabs share.

import type { PersistStorage } from 'zustand/middleware';
import { isBuiltinText } from './document-slice.ts';
import type { DraftStore } from './drafts.ts';
import { readSettings } from './explorer-settings.ts';
import type { Draft, Page, Pane } from './model.ts';
import { SPEEDS } from './playback-slice.ts';
import type { SafeStorage } from './safe-storage.ts';

const PREFERENCES_KEY = 'pokescope:preferences';
const SAVE_DELAY_MS = 300;

const DOCUMENT_KEYS = [
  ...(['text', 'labId', 'cursor', 'openings', 'fragment', 'workspace'] as const),
  ...(['schedule', 'policy', 'steered', 'finding', 'breakpoints', 'watches'] as const),
] as const;
const PREFERENCE_KEYS = [
  ...(['theme', 'syntax', 'pane', 'welcome', 'speed'] as const),
  ...(['bytesLayout', 'addressing', 'timelineView', 'inlayNotes', 'explorer'] as const),
] as const;

const PANES: readonly Pane[] = ['editor', 'bytes', 'machine', 'timeline', 'explore'];

export type Saved = Pick<Page, (typeof DOCUMENT_KEYS)[number] | (typeof PREFERENCE_KEYS)[number]>;

export function partOf(page: Page): Saved {
  const { text, labId, cursor, openings, fragment, workspace } = page;
  const { schedule, policy, steered, finding, breakpoints, watches } = page;
  const { theme, syntax, pane, welcome, speed } = page;
  const { bytesLayout, addressing, timelineView, inlayNotes, explorer } = page;
  const views = { bytesLayout, addressing, timelineView, inlayNotes, explorer };
  const preferences = { theme, syntax, pane, welcome, speed, ...views };
  const run = { schedule, policy, steered, finding, breakpoints, watches };
  return { text, labId, cursor, openings, fragment, workspace, ...run, ...preferences };
}

export interface Autosave extends PersistStorage<Saved> {
  /** Writes at once what is still waiting; to be called when the page is left. */
  flush(): void;
}

export interface AutosaveDeps {
  readonly drafts: DraftStore;
  readonly local: SafeStorage;
  /** Called once, when the browser turns out to keep nothing. */
  readonly onFailure: () => void;
}

function oneOf<T>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

/** Only what is well-formed is taken over; the rest keeps its default. */
function readPreferences(stored: string | null): Partial<Saved> {
  try {
    const found = JSON.parse(stored ?? '{}') as Record<string, unknown>;
    const theme = oneOf(['system', 'light', 'dark', 'contrast'] as const, found['theme']);
    const syntax = oneOf(['att', 'intel'] as const, found['syntax']);
    const pane = oneOf(PANES, found['pane']);
    const speed = oneOf<number>(SPEEDS, found['speed']);
    const bytesLayout = oneOf(['stacked', 'side-by-side'] as const, found['bytesLayout']);
    const addressing = oneOf(['offset', 'address'] as const, found['addressing']);
    const explorer = readSettings(found['explorer']);
    const timelineView = oneOf(['lanes', 'events'] as const, found['timelineView']);
    return {
      ...(bytesLayout && { bytesLayout }),
      ...(addressing && { addressing }),
      ...(timelineView && { timelineView }),
      ...(explorer && { explorer }),
      ...(theme && { theme }),
      ...(syntax && { syntax }),
      ...(pane && { pane }),
      ...(speed && { speed }),
      ...(found['welcome'] === false && { welcome: false }),
      ...(found['inlayNotes'] === false && { inlayNotes: false }),
    };
  } catch {
    return {};
  }
}

function preferencesOf(state: Saved): string {
  return JSON.stringify(Object.fromEntries(PREFERENCE_KEYS.map((key) => [key, state[key]])));
}

function documentOf(draft: Draft): Draft {
  const { text, labId, cursor, schedule, policy, steered, finding } = draft;
  const { breakpoints, watches, workspace } = draft;
  const run = { schedule, policy, steered, finding };
  return { text, labId, cursor, ...run, breakpoints, watches, workspace };
}

function changed(keys: readonly (keyof Saved)[], a: Saved | null, b: Saved): boolean {
  return a === null || keys.some((key) => a[key] !== b[key]);
}

export function createAutosave({ drafts, local, onFailure }: AutosaveDeps): Autosave {
  let written: Saved | null = null;
  let waiting: Saved | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failed = false;

  const writeDocument = (state: Saved): boolean => {
    // What a link or the chooser opened must not take the place of the user's own text.
    if (written && written.openings !== state.openings && !isBuiltinText(written.text)) {
      drafts.fork();
    }
    // An unedited link is kept by the address bar.
    return state.fragment !== '' || drafts.save(documentOf(state));
  };
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const state = waiting;
    waiting = null;
    const isKept =
      (!changed(DOCUMENT_KEYS, written, state) || writeDocument(state)) &&
      (!changed(PREFERENCE_KEYS, written, state) ||
        local.set(PREFERENCES_KEY, preferencesOf(state)));
    written = state;
    if (!isKept && !failed) {
      failed = true;
      onFailure();
    }
  };
  return {
    getItem: () => {
      const draft = drafts.load();
      const preferences = readPreferences(local.get(PREFERENCES_KEY));
      const document = draft && documentOf(draft);
      // The rest of the page keeps its defaults: persist merges this over them.
      const state = { ...preferences, ...document } as Saved;
      written = { ...state, text: draft?.text ?? '', openings: 0 };
      return { state };
    },
    setItem: (_name, { state }) => {
      if (!changed([...DOCUMENT_KEYS, ...PREFERENCE_KEYS], waiting ?? written, state)) return;
      // A text must be on record before another takes its place.
      if (waiting && waiting.openings !== state.openings) write();
      waiting = state;
      timer ??= setTimeout(write, SAVE_DELAY_MS);
    },
    removeItem: () => undefined,
    flush: write,
  };
}
