// One jump through all passes: where it stands, where it leads, and how far it would have to reach.

import { line, path } from 'd3';
import type { TracedPass } from '../../core/jit/index.ts';
import { BAR, barTop, jumpBytes, type PassScene, slotBytes } from './pass-scene.ts';

export interface JumpPaths {
  /** From bar to bar: the jump itself. */
  readonly ribbon: string;
  /** From bar to bar: the start of its target. */
  readonly target: string;
  readonly reaches: readonly JumpReach[];
}

/** The offset that decided in one pass, drawn in the gap above its bar. */
export interface JumpReach {
  readonly passIdx: number;
  readonly d: string;
  readonly isNear: boolean;
  /** Where a short jump would have to end; null where that is off the picture. */
  readonly limit: string | null;
}

/** Px above a bar of the line in the gap: clear of the marks of changed jumps. */
const REACH_UP = 8;

type Point = [x: number, y: number];

/** Left and right ends of something in each pass, as one band down the picture. */
function band(edges: readonly (readonly [from: number, to: number])[]): string {
  const points = (side: 0 | 1): Point[] =>
    edges.flatMap((edge, passIdx): Point[] => {
      const top = barTop(passIdx);
      return [
        [edge[side], top],
        [edge[side], top + BAR],
      ];
    });
  return `${line()([...points(0), ...points(1).reverse()]) ?? ''}z`;
}

function thread(xs: readonly number[]): string {
  const points = xs.flatMap((x, passIdx): Point[] => {
    const top = barTop(passIdx);
    return [
      [x, top],
      [x, top + BAR],
    ];
  });
  return line()(points) ?? '';
}

function targetOff({ trace: { jumps, start } }: PassScene, pass: TracedPass, jumpIdx: number) {
  return slotBytes(pass, (jumps[jumpIdx]?.target ?? start) - start)[0];
}

/**
 * A jump's own end was reckoned from the pass before, its target too if it lies ahead; what lies behind
 * is of the same pass. The first pass went by a guess, which has no place in the picture.
 */
function reach(scene: PassScene, passIdx: number, jumpIdx: number): JumpReach | null {
  const { trace, x } = scene;
  const [pass, before] = [trace.passes[passIdx], trace.passes[passIdx - 1]];
  if (!pass || !before) return null;
  const distance = pass.distances[jumpIdx] ?? 0;
  const [, end] = jumpBytes(trace, before, jumpIdx);
  const y = barTop(passIdx) - REACH_UP;
  const limitOff = end + (distance < 0 ? trace.rules.shortMin : trace.rules.shortMax);
  const d = path();
  d.moveTo(x(end), y);
  d.lineTo(x(end + distance), y);
  const isSeen = limitOff >= 0 && x(limitOff) <= scene.width;
  return {
    passIdx,
    d: d.toString(),
    isNear: pass.forms[jumpIdx] === 2,
    limit: isSeen ? `M${x(limitOff).toFixed(1)} ${y - 3}v7` : null,
  };
}

export function jumpPaths(scene: PassScene, jumpIdx: number): JumpPaths {
  const { trace, x } = scene;
  const edges = trace.passes.map((pass) => {
    const [from, to] = jumpBytes(trace, pass, jumpIdx);
    return [x(from), Math.max(x(to), x(from) + 1)] as const;
  });
  return {
    ribbon: band(edges),
    target: thread(trace.passes.map((pass) => x(targetOff(scene, pass, jumpIdx)))),
    reaches: [...trace.passes.keys()].flatMap((passIdx) => reach(scene, passIdx, jumpIdx) ?? []),
  };
}
