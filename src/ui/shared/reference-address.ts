// Addresses of the reference of the protocol language: #protocol-language, and #protocol-language/WORD for an entry.

const START = '#protocol-language';

export function isReference(fragment: string): boolean {
  return fragment === START || fragment.startsWith(`${START}/`);
}

export function referenceAddress(entry: string): string {
  return `${START}/${encodeURI(entry)}`;
}

/** Id or name of the entry that an address leads to; '' for the whole reference, and for any other address. */
export function referenceEntry(fragment: string): string {
  if (!isReference(fragment)) return '';
  const word = fragment.slice(START.length + 1);
  try {
    return decodeURI(word);
  } catch {
    return word;
  }
}
