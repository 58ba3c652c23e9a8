import { useEffect, useState } from 'react';

/** How long a note stays on screen. */
const NOTE_MS = 8000;

/** A short message about what could not be done; it goes by itself. */
export function useNote(): readonly [note: string, setNote: (note: string) => void] {
  const [note, setNote] = useState('');
  useEffect(() => {
    if (note === '') return undefined;
    const timer = setTimeout(() => setNote(''), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);
  return [note, setNote];
}
