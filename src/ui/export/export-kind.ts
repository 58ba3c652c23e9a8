// Which of its pages the export dialog shows: commands choose it before the dialog is there to be told.

import { useSyncExternalStore } from 'react';

export const EXPORT_KINDS = ['bytes', 'timeline', 'mail', 'events', 'search', 'page'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

let chosen: ExportKind = 'bytes';
const listeners = new Set<() => void>();

export function chooseExport(kind: ExportKind): void {
  chosen = kind;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useExportKind(): ExportKind {
  return useSyncExternalStore(subscribe, () => chosen);
}
