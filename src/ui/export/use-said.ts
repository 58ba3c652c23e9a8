import { useCallback, useState } from 'react';

export interface Said {
  readonly words: string;
  readonly isError: boolean;
}

const NOTHING: Said = { words: '', isError: false };

/** What the last action came to, and a way to run one: its words, or those of its error. */
export function useSaid(): {
  readonly said: Said;
  readonly act: (action: () => string | Promise<string>) => void;
} {
  const [said, setSaid] = useState(NOTHING);
  const act = useCallback((action: () => string | Promise<string>) => {
    setSaid(NOTHING);
    // In a promise, so that what is thrown at once is told like all else.
    Promise.resolve()
      .then(action)
      .then(
        (words) => setSaid({ words, isError: false }),
        (error: unknown) => {
          const words = error instanceof Error ? error.message : String(error);
          setSaid({ words, isError: true });
        },
      );
  }, []);
  return { said, act };
}
