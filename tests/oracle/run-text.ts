// Images as instructions: prepared once where execution reaches them, found again by rip.
// Authority: Intel SDM vol. 1, 3.5: an instruction begins wherever rip points, also inside another.
// Not modelled: caches; whoever changes bytes says so with `write`.

import { assert, at, hexAddr, s64 } from '../../src/core/base/index.ts';
import { decodeInsn, type PreparedInsn, prepareInsn } from '../../src/core/x86/index.ts';

/** Longest x86-64 instruction, in bytes. */
const MAX_INSN_LEN = 15;

/** One image: bytes at an address. */
export class TextSegment {
  readonly addr: bigint;
  /** Base as unsigned low and signed high word. */
  readonly addrLo: number;
  readonly addrHi: number;
  private readonly code: Uint8Array;
  private readonly prepared: (PreparedInsn | undefined)[];

  /** Takes a copy of `bytes`. */
  constructor(addr: bigint, bytes: Uint8Array) {
    this.addr = addr;
    this.addrLo = Number(addr & 0xffff_ffffn);
    this.addrHi = Number(s64(addr) >> 32n);
    this.code = bytes.slice();
    this.prepared = Array.from({ length: bytes.length });
    const end = this.addrLo + bytes.length;
    assert(end <= 2 ** 32, `the image at ${hexAddr(addr)} crosses 4 GiB`);
  }

  get bytes(): Uint8Array {
    return this.code;
  }

  /** The instruction that begins at `byteOff`, which must lie in the image. */
  insnAt(byteOff: number): PreparedInsn {
    const known = this.prepared[byteOff];
    if (known !== undefined) return known;
    const insn = prepareInsn(decodeInsn(this.code, byteOff));
    this.prepared[byteOff] = insn;
    return insn;
  }

  /** Replaces bytes; instructions that may reach into them are prepared anew. */
  write(byteOff: number, bytes: Uint8Array): void {
    this.code.set(bytes, byteOff);
    const first = Math.max(0, byteOff - MAX_INSN_LEN + 1);
    this.prepared.fill(undefined, first, byteOff + bytes.length);
  }

  /** Bytes from the image's start to an address; negative outside it. */
  offsetOf(addrLo: number, addrHi: number): number {
    if ((addrHi | 0) !== this.addrHi) return -1;
    const byteOff = (addrLo >>> 0) - this.addrLo;
    return byteOff < this.code.length ? byteOff : -1;
  }
}

/** All images, found by address. The segment of the last hit is tried first. */
export class Text {
  /** Where the last hit was; meaningful after `insn` answered. */
  segment: TextSegment | null = null;
  byteOff = 0;
  private readonly segments: readonly TextSegment[];

  /** Segments must not overlap. */
  constructor(segments: readonly TextSegment[]) {
    this.segments = [...segments].sort((a, b) => (a.addr < b.addr ? -1 : 1));
  }

  /** The instruction at rip, or null outside all images. */
  insn(ripLo: number, ripHi: number): PreparedInsn | null {
    const { segment } = this;
    let byteOff = segment === null ? -1 : segment.offsetOf(ripLo, ripHi);
    if (byteOff < 0) {
      this.segment = this.find(ripLo, ripHi);
      byteOff = this.segment?.offsetOf(ripLo, ripHi) ?? -1;
    }
    if (this.segment === null || byteOff < 0) return null;
    this.byteOff = byteOff;
    return this.segment.insnAt(byteOff);
  }

  private find(ripLo: number, ripHi: number): TextSegment | null {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { addrLo, addrHi } = at(this.segments, middle);
      const above = addrHi >>> 0 < ripHi >>> 0 || (addrHi === (ripHi | 0) && addrLo <= ripLo >>> 0);
      if (above) low = middle + 1;
      else high = middle;
    }
    return this.segments[low - 1] ?? null;
  }
}
