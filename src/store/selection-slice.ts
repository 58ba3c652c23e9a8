// What the user points at; every pane lights the same thing.

import type { Selection, Slice } from './model.ts';

function same(a: Selection | null, b: Selection | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export const selectionSlice: Slice<'pinned' | 'hovered' | 'hover' | 'pin'> = (set, get) => ({
  pinned: null,
  hovered: null,

  hover: (selection) => {
    if (!same(get().hovered, selection)) set({ hovered: selection });
  },
  pin: (selection) => {
    if (!same(get().pinned, selection)) set({ pinned: selection });
  },
});
