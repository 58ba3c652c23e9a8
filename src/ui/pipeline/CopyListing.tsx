import { useEffect, useState } from 'react';
import type { Listing } from './pipeline-text.ts';

const WHAT: readonly (readonly [Listing, string])[] = [
  ['source', 'Source'],
  ['xlated', 'Xlated'],
  ['x86', 'x86'],
];

/** How long the page says that it has copied, in ms. */
const SAID_MS = 2500;

/** Each of the three listings as plain text. */
export function CopyListing({ textOf }: { textOf: (which: Listing) => string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (which: Listing, name: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(textOf(which));
      setSaid(`${name} copied`);
    } catch {
      setSaid('The browser refused the clipboard');
    }
  };
  return (
    <span className="pl-copy" role="group" aria-label="Copy as text">
      <span className="pl-said" role="status">
        {said}
      </span>
      <span aria-hidden="true">Copy</span>
      {WHAT.map(([which, name]) => (
        <button
          key={which}
          type="button"
          className="link-button"
          aria-label={`Copy ${which}`}
          onClick={() => void copy(which, name)}
        >
          {name}
        </button>
      ))}
    </span>
  );
}
