// What a saved page carries of its own: the state that it opens at, and the address it came from.

/** Names of the two `<meta>` elements; tests/tools/offline.mjs writes them empty. */
export const START_META = 'pokescope-start';
export const HOME_META = 'pokescope-home';

function metaOf(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

/** The fragment that the page opens with: the address's, else the one that a saved page carries. */
export function startFragment(): string {
  return location.hash.length > 1 ? location.hash : metaOf(START_META);
}

/** Where a saved page came from; '' when nobody else could reach that, or when it was not saved. */
export function homeAddress(): string {
  return metaOf(HOME_META);
}

/** True for a page that was saved as one file. */
export function isSavedPage(): boolean {
  return document.querySelector(`meta[name="${START_META}"]`) !== null;
}
