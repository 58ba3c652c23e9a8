// Where the caret stands, for what shows it: not the page's business, as it changes with each key.

import { useSyncExternalStore } from 'react';

let caret = 0;
const listeners = new Set<() => void>();

/** Offset into the text. */
export function setCaret(offset: number): void {
  if (offset === caret) return;
  caret = offset;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Re-renders when what `select` makes of the caret changes. */
export function useCaret<T>(select: (caret: number) => T): T {
  return useSyncExternalStore(subscribe, () => select(caret));
}
