// The poke sites of a descriptor: a bypass and a target, or a target only.

import type { PokeDescriptor } from '../../core/jit/index.ts';
import type { DescView, SiteRef, SiteView } from '../../core/machine/index.ts';

export interface SitePlace {
  readonly which: SiteRef['which'];
  /** Bytes from the start of the function's image. */
  readonly byteOff: number;
}

/** In order of address. */
export function sitePlaces({ bypassOff, targetOff }: PokeDescriptor): SitePlace[] {
  const target: SitePlace = { which: 'target', byteOff: targetOff };
  return bypassOff === null ? [target] : [{ which: 'bypass', byteOff: bypassOff }, target];
}

/** In order of address. */
export function siteViews({ bypass, target }: DescView): SiteView[] {
  return bypass === null ? [target] : [bypass, target];
}
