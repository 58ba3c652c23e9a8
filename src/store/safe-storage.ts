// Web storage that may be missing, full or forbidden: it then just does not keep anything.

export interface SafeStorage {
  get(key: string): string | null;
  /** False when the value was to be kept and could not be. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): readonly string[];
}

/** The part of the DOM's Storage that is used here. */
export type WebStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

let keeping = true;

/** False: nothing is read or written any more, as on a page inside of another one. */
export function setKeeping(next: boolean): void {
  keeping = next;
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** `source` may itself throw: merely naming `localStorage` does, where cookies are blocked. */
export function safeStorage(source: () => WebStorage | undefined): SafeStorage {
  const storage = attempt(source, undefined);
  return {
    get: (key) => attempt(() => (keeping ? (storage?.getItem(key) ?? null) : null), null),
    set: (key, value) =>
      attempt(() => {
        if (!keeping) return true;
        storage?.setItem(key, value);
        return storage !== undefined;
      }, false),
    remove: (key) => attempt(() => (keeping ? storage?.removeItem(key) : undefined), undefined),
    keys: () =>
      attempt(() => {
        const length = keeping ? (storage?.length ?? 0) : 0;
        return Array.from({ length }, (_, i) => storage?.key(i) ?? '');
      }, []),
  };
}
