// Requests from commands to panes: things that only the pane on screen can do. Nothing is kept; with
// nobody listening, a request is lost.

import { useEffect, useEffectEvent } from 'react';

/** Sheets and dialogs. */
export type DialogName =
  | 'labs'
  | 'share'
  | 'help'
  | 'steer'
  | 'palette'
  | 'export'
  | 'workspaces'
  | 'protocols'
  | 'kernel';

/** Names of the requests, and what each carries. */
export interface SignalMap {
  'open-dialog': DialogName;
  /** Asks the browser to install the page. */
  install: undefined;
  /** Gives the panes their first sizes back. */
  'reset-layout': undefined;
  'focus-editor': undefined;
  /** Opens the search field of the bytes. */
  'search-bytes': undefined;
  /** Copies the function in view, or all, as objdump prints them. */
  'copy-objdump': 'view' | 'all';
  /** Opens a panel below the bytes, or closes it. */
  'bytes-dock': 'poke' | 'encoding';
  /** Opens the search field of the events. */
  'search-events': undefined;
  /** Zooms the timeline around the cursor. */
  zoom: 'in' | 'out';
  pan: 'back' | 'on';
  /** Brings the cursor to the middle of the timeline; fits the whole run when it is there. */
  centre: undefined;
  /** Goes to the next or previous event of the lane in focus. */
  'lane-event': 'next' | 'previous';
  /** Goes to the next or previous hit of the search, else event of the kind that is pinned. */
  occurrence: 'next' | 'previous';
  /** Folds every lane. */
  'fold-lanes': undefined;
  /** Runs an editor action by its id, e.g. `editor.action.formatDocument`. */
  'editor-action': string;
}

type Listener = (detail: never) => void;

export interface Signals {
  emit<K extends keyof SignalMap>(
    name: K,
    ...detail: SignalMap[K] extends undefined ? [] : [SignalMap[K]]
  ): void;
}

const listeners = new Map<keyof SignalMap, Set<Listener>>();

export const signals: Signals = {
  emit: (name, ...detail) => {
    for (const listener of listeners.get(name) ?? []) listener(detail[0] as never);
  },
};

/** Listens as long as the component is on screen. */
export function useSignal<K extends keyof SignalMap>(
  name: K,
  listener: (detail: SignalMap[K]) => void,
): void {
  const latest = useEffectEvent(listener);
  useEffect(() => {
    const mine = (detail: SignalMap[K]) => latest(detail);
    const all = listeners.get(name) ?? new Set<Listener>();
    listeners.set(name, all.add(mine));
    return () => {
      all.delete(mine);
    };
  }, [name]);
}
