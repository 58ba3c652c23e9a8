// The link to the present state in words that are true wherever the page runs.

import { pageAddress } from '../share/page-address.ts';
import { homeAddress, isSavedPage } from './start-fragment.ts';

export type LinkWords =
  | { readonly kind: 'address' | 'fragment'; readonly text: string }
  | { readonly kind: 'too-long' };

/** A saved page that knows no address of a hosted one has a fragment only. */
export function linkWords(fragment: string, limit: number): LinkWords {
  const address = pageAddress(fragment);
  if (address.length > limit) return { kind: 'too-long' };
  if (isSavedPage() && homeAddress() === '') return { kind: 'fragment', text: fragment };
  return { kind: 'address', text: address };
}
