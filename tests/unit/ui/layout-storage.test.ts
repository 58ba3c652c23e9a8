import { describe, expect, it } from 'vitest';
import { safeStorage } from '../../../src/store/safe-storage.ts';
import { layoutStorage } from '../../../src/ui/shell/layout-storage.ts';
import { MemoryStorage } from '../store/memory-storage.ts';

describe('layoutStorage', () => {
  it('keeps the sizes from before a view took room, for a page that is closed under it', () => {
    const disk = new MemoryStorage();
    let isBorrowed = false;
    const storage = layoutStorage(
      safeStorage(() => disk),
      () => isBorrowed,
    );
    storage.setItem('rows', '60 40');
    isBorrowed = true;
    storage.setItem('rows', '40 60');
    expect(
      layoutStorage(
        safeStorage(() => disk),
        () => false,
      ).getItem('rows'),
    ).toBe('60 40');
    isBorrowed = false;
    storage.setItem('rows', '55 45');
    expect(storage.getItem('rows')).toBe('55 45');
  });
});
