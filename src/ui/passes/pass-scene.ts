// Where everything in the picture of the passes stands: one bar for each pass, scaled to bytes.

import { bisectRight, type ScaleLinear, scaleLinear } from 'd3';
import type { PassTrace, TracedPass } from '../../core/jit/index.ts';

/** Px of a bar with the gap above it, in which the reach of a jump is drawn. */
export const ROW = 26;
const GAP = 11;
export const BAR = ROW - GAP;

export interface PassScene {
  readonly trace: PassTrace;
  readonly x: ScaleLinear<number, number>;
  readonly width: number;
  readonly height: number;
}

export function passScene(trace: PassTrace, width: number): PassScene {
  const longest = Math.max(1, ...trace.passes.map(({ length }) => length));
  return {
    trace,
    x: scaleLinear([0, longest], [0, Math.max(1, width)]),
    width,
    height: trace.passes.length * ROW,
  };
}

/** Top of the bar of a pass. */
export function barTop(passIdx: number): number {
  return passIdx * ROW + GAP;
}

/** Bytes of one slot of the function, in one pass. */
export function slotBytes(
  { addrs }: TracedPass,
  slot: number,
): readonly [from: number, to: number] {
  return [addrs[slot] ?? 0, addrs[slot + 1] ?? 0];
}

/** Bytes of a jump with its nops, without the compare before it. */
export function jumpBytes(
  { jumps, start }: PassTrace,
  pass: TracedPass,
  jumpIdx: number,
): readonly [from: number, to: number] {
  const jump = jumps[jumpIdx];
  if (!jump) return [0, 0];
  const [from, to] = slotBytes(pass, jump.insnIdx - start);
  return [from + jump.before, to];
}

/** What lies below a place of the picture. */
export interface PassPlace {
  readonly passIdx: number;
  readonly byteOff: number;
  /** Slot of the function; -1: the prologue; null: behind the end. */
  readonly slot: number | null;
}

export function placeAt({ trace, x }: PassScene, px: number, py: number): PassPlace | null {
  const passIdx = Math.floor(py / ROW);
  const pass = trace.passes[passIdx];
  if (!pass || px < 0) return null;
  const byteOff = Math.floor(x.invert(px));
  const slot = byteOff >= pass.length ? null : bisectRight(pass.addrs, byteOff) - 1;
  return { passIdx, byteOff, slot };
}

/** The jump of a pass that is nearest to `px`, if one is near enough to be meant. */
export function jumpNear({ trace, x }: PassScene, passIdx: number, px: number): number | null {
  const pass = trace.passes[passIdx];
  if (!pass) return null;
  const off = (jumpIdx: number): number => {
    const [from, to] = jumpBytes(trace, pass, jumpIdx);
    return Math.max(0, x(from) - px, px - x(to));
  };
  let best: number | null = null;
  for (const jumpIdx of trace.jumps.keys()) {
    if (off(jumpIdx) <= REACH && (best === null || off(jumpIdx) < off(best))) best = jumpIdx;
  }
  return best;
}

/** Px beside a jump in which a press still means it. */
const REACH = 6;
