// The images as code: which image an address is in, and the instruction at a place, prepared once.
// Instructions are decoded at the byte that is reached, so that a jump into the middle of one
// decodes as hardware would. The bytes of poke sites are not looked at here: they change.

import { type JitProg, siteKinds, siteOff } from '../jit/index.ts';
import { decodeInsn, type PreparedInsn, prepareInsn } from '../x86/index.ts';
import type { SiteRef } from './event.ts';

/** One function's image. */
export interface CodeSegment {
  readonly progIdx: number;
  readonly funcIdx: number;
  /** Address as unsigned low and signed high word. */
  readonly baseLo: number;
  readonly baseHi: number;
  readonly bytes: Uint8Array;
  /** By byte: id + 1 of the poke site that begins there, -1 within one, else 0. */
  readonly marks: Int32Array;
  /** By byte: the instruction that begins there, once somebody got there. */
  readonly insns: (PreparedInsn | undefined)[];
}

/** Which program has an image in memory now. */
export type IsLoaded = (progIdx: number) => boolean;

export class CodeMap {
  readonly segments: readonly CodeSegment[];
  /** Offset of the address that `find` was last given. */
  off = 0;
  private last: CodeSegment | null = null;

  constructor(progs: readonly (JitProg | null)[], siteId: (site: SiteRef) => number) {
    this.segments = progs.flatMap((jit, progIdx) => (jit ? segmentsOf(jit, progIdx, siteId) : []));
  }

  /**
   * The image that an address is in; null outside all. Two programs can have had the same place one
   * after the other: then the one in memory now is meant.
   */
  find(lo: number, hi: number, isLoaded: IsLoaded): CodeSegment | null {
    const { last } = this;
    if (last !== null && this.isWithin(last, lo, hi) && isLoaded(last.progIdx)) return last;
    let found: CodeSegment | null = null;
    for (const segment of this.segments) {
      if (!this.isWithin(segment, lo, hi)) continue;
      found = segment;
      if (isLoaded(segment.progIdx)) break;
    }
    if (found !== null) this.isWithin(found, lo, hi);
    this.last = found;
    return found;
  }

  /** The instruction at byte `off` of a segment, outside poke sites. */
  insnAt(segment: CodeSegment, off: number): PreparedInsn {
    const known = segment.insns[off];
    if (known) return known;
    const prepared = prepareInsn(decodeInsn(segment.bytes, off));
    segment.insns[off] = prepared;
    return prepared;
  }

  private isWithin(segment: CodeSegment, lo: number, hi: number): boolean {
    const borrow = lo >>> 0 < segment.baseLo ? 1 : 0;
    if (((hi - segment.baseHi - borrow) | 0) !== 0) return false;
    const off = (lo >>> 0) - segment.baseLo + borrow * 2 ** 32;
    if (off >= segment.bytes.length) return false;
    this.off = off;
    return true;
  }
}

function segmentsOf(
  jit: JitProg,
  progIdx: number,
  siteId: (site: SiteRef) => number,
): CodeSegment[] {
  return jit.funcs.map(({ funcIdx, addr, bytes }) => {
    const marks = new Int32Array(bytes.length);
    jit.pokeTab.forEach((desc, pokeIdx) => {
      if (desc.funcIdx !== funcIdx) return;
      for (const which of siteKinds(desc)) {
        const off = siteOff(desc, which);
        marks.fill(-1, off, off + 5);
        marks[off] = siteId({ progIdx, pokeIdx, which }) + 1;
      }
    });
    return {
      progIdx,
      funcIdx,
      baseLo: Number(BigInt.asUintN(32, addr)),
      baseHi: Number(BigInt.asIntN(32, addr >> 32n)),
      bytes,
      marks,
      insns: [],
    };
  });
}
