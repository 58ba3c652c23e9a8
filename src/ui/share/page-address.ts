import { homeAddress } from '../export/start-fragment.ts';

/** Where links lead to: this page, or the one that a saved page came from. Without a query, which servers see. */
export function pageAddress(fragment: string): string {
  const home = homeAddress() || location.href;
  return home.replace(/[?#].*$/s, '') + fragment;
}
