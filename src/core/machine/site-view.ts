// One site of a descriptor's view.

import { assert } from '../base/index.ts';
import type { SiteKind } from '../jit/index.ts';
import type { DescView, SiteView } from './view.ts';

/** Throws for the bypass of a layout that has none. */
export function siteView(desc: DescView, which: SiteKind): SiteView {
  const site = desc[which];
  assert(site !== null, 'a layout with one site has no bypass');
  return site;
}
