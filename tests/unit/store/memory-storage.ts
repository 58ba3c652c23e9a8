import type { WebStorage } from '../../../src/store/safe-storage.ts';

/** Web storage in memory, with room for `capacity` characters. */
export class MemoryStorage implements WebStorage {
  readonly items = new Map<string, string>();
  capacity = Number.POSITIVE_INFINITY;
  get length(): number {
    return this.items.size;
  }
  key(idx: number): string | null {
    return [...this.items.keys()][idx] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (value.length > this.capacity) throw new Error('QuotaExceededError');
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}
