// A shelf of named labs that keeps them in memory.

import type { NamedLab } from '../../../src/store/model.ts';
import type { Shelf } from '../../../src/store/shelf.ts';

/** Opens the same shelf each time. */
export function memoryShelf(): () => Promise<Shelf> {
  const labs = new Map<string, NamedLab>();
  const shelf: Shelf = {
    list: async () => [...labs.values()].sort((a, b) => b.savedAt - a.savedAt),
    put: async (lab) => {
      labs.set(lab.id, lab);
    },
    remove: async (id) => {
      labs.delete(id);
    },
  };
  return async () => shelf;
}
