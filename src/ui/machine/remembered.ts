import { useState } from 'react';
import { safeStorage } from '../../store/safe-storage.ts';

const kept = safeStorage(() => localStorage);

/** Whether a part of the page is open, as the user left it last time. */
export function useRemembered(
  part: string,
  otherwise: boolean,
): [boolean, (open: boolean) => void] {
  const key = `pokescope-open-${part}`;
  const [open, setOpen] = useState(() => {
    const value = kept.get(key);
    return value === null ? otherwise : value === 'yes';
  });
  const remember = (next: boolean): void => {
    setOpen(next);
    kept.set(key, next ? 'yes' : 'no');
  };
  return [open, remember];
}
