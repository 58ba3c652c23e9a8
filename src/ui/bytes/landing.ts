// Where a filled site leads: the landing point of a tail call, in this program or another one.

import { bisector, bisectRight } from 'd3';
import type { LabResult } from '../../core/pipeline/index.ts';

export interface Landing {
  readonly progIdx: number;
  readonly funcIdx: number;
  readonly byteOff: number;
  /** End of the insn there. */
  readonly end: number;
  /** "target_a+0xb". */
  readonly name: string;
}

/** The landing point of five bytes of code at `addr`; null when they do not jump into an image. */
export type LandingOf = (bytes: Uint8Array, addr: bigint) => Landing | null;

const JMP_REL32 = 0xe9;

const byStart = bisector((place: { readonly start: bigint }) => place.start);

export function makeLandings(result: LabResult): LandingOf {
  const places = result.progs
    .flatMap((prog, progIdx) => (prog.jit?.funcs ?? []).map((image) => ({ progIdx, image })))
    .map(({ progIdx, image }) => ({ progIdx, image, start: image.addr as bigint }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  return (bytes, addr) => {
    if (bytes.length !== 5 || bytes[0] !== JMP_REL32) return null;
    const rel32 = new DataView(bytes.buffer, bytes.byteOffset, 5).getInt32(1, true);
    const to = addr + 5n + BigInt(rel32);
    const place = places[byStart.right(places, to) - 1];
    const byteOff = place ? Number(to - place.start) : -1;
    if (!place || byteOff >= place.image.bytes.length) return null;
    const { progIdx, image } = place;
    const off = byteOff === 0 ? '' : `+0x${byteOff.toString(16)}`;
    const starts = image.insns.byteOff;
    const end = starts[bisectRight(starts, byteOff)] ?? image.bytes.length;
    return { progIdx, funcIdx: image.funcIdx, byteOff, end, name: image.name + off };
  };
}
