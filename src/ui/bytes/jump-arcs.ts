// Jumps inside one function, drawn as arcs in the margin. Reads the four forms that the JIT emits:
// jmp/jcc rel8 and jmp/jcc rel32.

import { bisectLeft, bisector } from 'd3';
import type { FuncImage } from '../../core/jit/index.ts';

export interface Jump {
  /** Insn that jumps and insn that it lands on, as row indices within the function. */
  readonly from: number;
  readonly to: number;
}

export interface ArcLane extends Jump {
  /** 0 is next to the bytes. */
  readonly lane: number;
}

/** Byte offset that the jump at `start` leads to, or null if the insn there is no near jump. */
export function jumpTarget(bytes: Uint8Array, start: number, end: number): number | null {
  const first = bytes[start] ?? 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = end - start;
  if (size === 2 && (first === 0xeb || (first & 0xf0) === 0x70)) return end + view.getInt8(end - 1);
  const isNear = (size === 5 && first === 0xe9) || (size === 6 && isJcc32(bytes, start));
  return isNear ? end + view.getInt32(end - 4, true) : null;
}

function isJcc32(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0x0f && ((bytes[start + 1] ?? 0) & 0xf0) === 0x80;
}

const known = new WeakMap<FuncImage, readonly Jump[]>();

/** All jumps of a function whose target is the start of an insn of it; computed once per image. */
export function jumpsOf(image: FuncImage): readonly Jump[] {
  const cached = known.get(image);
  if (cached) return cached;
  const { byteOff } = image.insns;
  const jumps: Jump[] = [];
  for (let from = 0; from < byteOff.length; from++) {
    const end = byteOff[from + 1] ?? image.bytes.length;
    const target = jumpTarget(image.bytes, byteOff[from] ?? 0, end);
    if (target === null) continue;
    const to = bisectLeft(byteOff, target);
    if (byteOff[to] === target) jumps.push({ from, to });
  }
  known.set(image, jumps);
  return jumps;
}

const byFrom = bisector((jump: Jump) => jump.from);
const byTo = bisector((jump: Jump) => jump.to);
const knownByTo = new WeakMap<FuncImage, readonly Jump[]>();

function jumpsByTarget(image: FuncImage): readonly Jump[] {
  const cached = knownByTo.get(image);
  if (cached) return cached;
  const sorted = [...jumpsOf(image)].sort((a, b) => a.to - b.to);
  knownByTo.set(image, sorted);
  return sorted;
}

/** Jumps of a function that begin or end at its insns `first..last`, `last` exclusive. */
export function jumpsNear(image: FuncImage, first: number, last: number): readonly Jump[] {
  const all = jumpsOf(image);
  const sorted = jumpsByTarget(image);
  const leaving = all.slice(byFrom.left(all, first), byFrom.left(all, last));
  const coming = sorted
    .slice(byTo.left(sorted, first), byTo.left(sorted, last))
    .filter(({ from }) => from < first || from >= last);
  return [...leaving, ...coming];
}

/** Puts arcs into lanes so that none crosses another in its lane; short ones go inside. */
export function layArcs(jumps: readonly Jump[], laneCount: number): ArcLane[] {
  const lanes: Jump[][] = Array.from({ length: laneCount }, () => []);
  const span = (jump: Jump) => Math.abs(jump.to - jump.from);
  return [...jumps]
    .sort((a, b) => span(a) - span(b))
    .map((jump) => {
      const free = lanes.findIndex((lane) => lane.every((other) => !touches(jump, other)));
      // Too many at once: the outermost lane is shared rather than the arc lost.
      const lane = free < 0 ? laneCount - 1 : free;
      lanes[lane]?.push(jump);
      return { ...jump, lane };
    });
}

function touches(a: Jump, b: Jump): boolean {
  // Jumps to one target may share their last stretch: that reads as a join.
  if (a.to === b.to) return false;
  const low = (jump: Jump) => Math.min(jump.from, jump.to);
  const high = (jump: Jump) => Math.max(jump.from, jump.to);
  return low(a) <= high(b) && low(b) <= high(a);
}
