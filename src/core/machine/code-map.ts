// The images as code: which image an address is in, and the instruction at a place, prepared once.
// Instructions are decoded at the byte that is reached, so that a jump into the middle of one
// decodes as hardware would. The bytes of poke sites are not looked at here: they change.

import { assert, at } from '../base/index.ts';
import {
  type FuncImage,
  type JitProg,
  type PokeDescriptor,
  siteKinds,
  siteOff,
} from '../jit/index.ts';
import { decodeInsn, type PreparedInsn, prepareInsn } from '../x86/index.ts';
import type { SiteRef } from './event.ts';
import type { CallPlaces } from './interpreter/calls.ts';
import { prepareBpfInsn } from './interpreter/insn.ts';

/** One function's image. */
export interface CodeSegment {
  readonly progIdx: number;
  readonly funcIdx: number;
  /** Address as unsigned low and signed high word. */
  readonly baseLo: number;
  readonly baseHi: number;
  readonly bytes: Uint8Array;
  /** True for insns that the interpreter reads, false for an image. */
  readonly isBpf: boolean;
  /**
   * By byte: id + 1 of the poke site that begins there, -1 within one, `enterMark` and `leaveMark` of descriptors
   * where their sequence begins and ends, else 0.
   */
  readonly marks: Int32Array;
  /** Descriptors whose sequence begins with a site, by the byte. */
  readonly siteEntries: ReadonlyMap<number, number>;
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
  private readonly progs: readonly (JitProg | null)[];
  private readonly calls: CallPlaces;

  /** `calls` is for programs without an image. */
  constructor(progs: readonly (JitProg | null)[], ids: SiteIds, calls: CallPlaces) {
    this.progs = progs;
    this.calls = calls;
    this.segments = progs.flatMap((jit, progIdx) => (jit ? segmentsOf(jit, progIdx, ids) : []));
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
    const prepared = segment.isBpf
      ? this.bpfInsnAt(segment, off)
      : prepareInsn(decodeInsn(segment.bytes, off));
    segment.insns[off] = prepared;
    return prepared;
  }

  private bpfInsnAt({ progIdx, bytes, baseLo }: CodeSegment, off: number): PreparedInsn {
    const { funcs } = at(this.progs, progIdx) ?? { funcs: [] };
    // All functions of a program lie in one stretch.
    const stackSizeAt = (slots: number): number => {
      const callee = baseLo + off + 8 * slots;
      const func = funcs.find(({ addr }) => Number(BigInt.asUintN(32, addr)) === callee);
      assert(func !== undefined, 'a call leads to the first insn of a function');
      return func.frame.stackSize;
    };
    return prepareBpfInsn(bytes, off, { ...this.calls, stackSizeAt });
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

/** Numbers of sites and descriptors among those of all programs. */
export interface SiteIds {
  siteId(site: SiteRef): number;
  descId(progIdx: number, pokeIdx: number): number;
}

/** Mark of the first byte of a descriptor's sequence. */
function enterMark(descId: number): number {
  return -2 - 2 * descId;
}

/** Mark of the byte behind a descriptor's sequence. */
function leaveMark(descId: number): number {
  return -3 - 2 * descId;
}

/** The descriptor that a mark below -1 is about, and which end of its sequence it marks. */
export function edgeOf(mark: number): { readonly descId: number; readonly enters: boolean } {
  return { descId: (-2 - mark) >> 1, enters: (mark & 1) === 0 };
}

function segmentsOf(jit: JitProg, progIdx: number, ids: SiteIds): CodeSegment[] {
  return jit.funcs.map((func): CodeSegment => {
    const { funcIdx, addr, bytes } = func;
    const marks = new Int32Array(bytes.length);
    const siteEntries = new Map<number, number>();
    jit.pokeTab.forEach((desc, pokeIdx) => {
      if (desc.funcIdx !== funcIdx) return;
      const descId = ids.descId(progIdx, pokeIdx);
      const start = sequenceStart(func, desc);
      marks[start] = enterMark(descId);
      marks[Number(desc.bypassAddr - addr)] = leaveMark(descId);
      for (const which of siteKinds(desc)) {
        const off = siteOff(desc, which);
        if (off === start) siteEntries.set(off, descId);
        marks.fill(-1, off, off + 5);
        marks[off] = ids.siteId({ progIdx, pokeIdx, which }) + 1;
      }
    });
    return {
      progIdx,
      funcIdx,
      baseLo: Number(BigInt.asUintN(32, addr)),
      baseHi: Number(BigInt.asIntN(32, addr >> 32n)),
      bytes,
      isBpf: func.code === 'bpf',
      marks,
      siteEntries,
      insns: [],
    };
  });
}

/** First byte of the x86 instructions of a tail call. */
function sequenceStart({ insns }: FuncImage, { insnIdx }: PokeDescriptor): number {
  return at(insns.byteOff, insns.insnIdx.indexOf(insnIdx));
}
