// Web storage that may be missing, full or forbidden: it then just does not keep anything.

export interface SafeStorage {
  get(key: string): string | null;
  /** False when the value could not be kept. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): readonly string[];
}

/** The part of the DOM's Storage that is used here. */
export type WebStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

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
    get: (key) => attempt(() => storage?.getItem(key) ?? null, null),
    set: (key, value) =>
      attempt(() => {
        storage?.setItem(key, value);
        return storage !== undefined;
      }, false),
    remove: (key) => attempt(() => storage?.removeItem(key), undefined),
    keys: () =>
      attempt(
        () => Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? ''),
        [],
      ),
  };
}
