// Which part of the machine pane is shown. Kept while the page is open, also where a narrow page takes the pane
// off the screen; commands set it from outside.

import { useSyncExternalStore } from 'react';

export type MachineTab = 'machine' | 'inspector' | 'protocol' | 'explore';

let shown: MachineTab = 'machine';
const listeners = new Set<() => void>();

export function showMachineTab(tab: MachineTab): void {
  shown = tab;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function useMachineTab(): MachineTab {
  return useSyncExternalStore(subscribe, () => shown);
}
