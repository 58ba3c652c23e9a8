// Where sizes of panes are kept. A size that a view has for its time only is none of the user's.

import type { SafeStorage } from '../../store/safe-storage.ts';

export interface LayoutStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Writes nothing as long as `isBorrowed` holds. */
export function layoutStorage(kept: SafeStorage, isBorrowed: () => boolean): LayoutStorage {
  return {
    getItem: (key) => kept.get(key),
    setItem: (key, value) => {
      if (!isBorrowed()) kept.set(key, value);
    },
  };
}
