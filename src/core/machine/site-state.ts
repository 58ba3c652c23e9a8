// State of a descriptor from the bytes of its two sites (KERNEL facts: C, D, B and A).
// Authority: the thread's table of (bypass, target) pairs; nop5 forms of x86_nops in 5.10 and later.

import { at, bytesToHex } from '../base/index.ts';
import type { SiteState } from './event.ts';

const JMP = 0xe9;
/** The common nop5, and the one of K8-era nop tables up to 5.12. */
const NOPS = new Set(['0f1f440000', '6666666690']);

/** What five bytes are to a CPU that decodes them; 'moving' when int3 or torn. */
export function siteInsn(bytes: ArrayLike<number>): 'jmp' | 'nop' | 'moving' {
  if (at(bytes, 0) === JMP) return 'jmp';
  return NOPS.has(bytesToHex(bytes)) ? 'nop' : 'moving';
}

/** State of a descriptor from the five bytes in memory at each of its sites; it may have no bypass. */
export function siteStateOf(
  bypass: ArrayLike<number> | null,
  target: ArrayLike<number>,
): SiteState {
  const p2 = siteInsn(target);
  if (bypass === null) return p2 === 'nop' ? 'empty' : p2 === 'jmp' ? 'live' : 'moving';
  const p1 = siteInsn(bypass);
  if (p1 === 'moving' || p2 === 'moving') return 'moving';
  if (p1 === 'jmp') return p2 === 'jmp' ? 'armed' : 'empty';
  return p2 === 'jmp' ? 'live' : 'forbidden';
}
