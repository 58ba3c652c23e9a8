import { useEffect, useState } from 'react';

/** The cursor rests after this long: what it passes in a drag or at play is not worth reading out. */
const REST_MS = 400;

/** Reads words out, politely, once they have stood for a while: the page's one voice for steps. */
export function RestingWords({ words }: { words: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), REST_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <span className="visually-hidden resting-words" aria-live="polite">
      {said}
    </span>
  );
}
