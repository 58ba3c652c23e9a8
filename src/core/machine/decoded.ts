// Five bytes at a poke site and what they make a CPU do.

import type { Addr } from '../base/index.ts';
import type { FetchEffect } from './event.ts';
import type { FiveBytes } from './five-bytes.ts';

/** What five bytes at a site do, and the address that is next. */
export interface Decoded {
  readonly five: FiveBytes;
  /** The same five bytes; shared by all events that name them. */
  readonly bytes: Uint8Array;
  readonly effect: FetchEffect;
  readonly next: Addr;
  /** The same as signed words. */
  readonly nextLo: number;
  readonly nextHi: number;
}
