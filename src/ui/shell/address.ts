// The address bar and the store: a link opens a lab, and the first edit lets go of the link.

import { isEmbedFragment } from '../../store/embed-fragment.ts';
import type { PageStore } from '../../store/page-store.ts';
import { isReference } from '../shared/reference-address.ts';
import { signals } from '../shared/signals.ts';

/** Follows `window`'s hash from now on; returns the way to stop. The page's first hash is not read. */
export function bindAddress(store: PageStore): () => void {
  const onHashChange = (): void => {
    // An embed is another page; what was typed here is kept.
    if (isReference(location.hash)) signals.emit('open-dialog', 'protocols');
    else if (isEmbedFragment(location.hash)) location.reload();
    else void store.getState().openFragment(location.hash);
  };
  window.addEventListener('hashchange', onHashChange);
  const unsubscribe = store.subscribe((page, before) => {
    // The address no longer says what the page shows; a reload must not bring the link back.
    if (page.fragment === '' && before.fragment !== '' && location.hash === before.fragment) {
      history.replaceState(null, '', location.pathname + location.search);
    }
  });
  return () => {
    window.removeEventListener('hashchange', onHashChange);
    unsubscribe();
  };
}
