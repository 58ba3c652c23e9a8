// Shapes of the site states, so that no state is told by colour alone: hollow ring, half disc,
// disc, crossed disc; bytes in flight are a broken ring around a dot.

import { path } from 'd3';
import type { SiteState } from '../../core/machine/index.ts';

/** Outline and filled part of one glyph, as SVG path data. */
export interface GlyphPaths {
  readonly outline: string;
  readonly fill: string;
  readonly cross: string;
}

const FULL = 2 * Math.PI;
const TOP = -Math.PI / 2;

type Point = readonly [x: number, y: number];

function disc([x, y]: Point, radius: number, share = 1): string {
  const line = path();
  line.arc(x, y, radius, TOP, TOP + share * FULL);
  line.closePath();
  return line.toString();
}

/** A stretch of a ring, 1.5 px thick, clockwise from `from` to `to` (radians from the top). */
function band([x, y]: Point, radius: number, from: number, to: number): string {
  const line = path();
  line.arc(x, y, radius, TOP + from, TOP + to);
  line.arc(x, y, radius - 1.5, TOP + to, TOP + from, true);
  line.closePath();
  return line.toString();
}

function brokenRing(at: Point, radius: number): string {
  const parts = [0, 1, 2, 3].map((part) => part / 4);
  return parts.map((part) => band(at, radius, part * FULL, (part + 0.15) * FULL)).join('');
}

/** Paths of `state` within a circle of `radius` px around `at`. */
export function glyphPaths(state: SiteState, radius: number, at: Point = [0, 0]): GlyphPaths {
  const [x, y] = at;
  const ring = band(at, radius, 0, FULL);
  const reach = radius * 0.5;
  switch (state) {
    case 'empty':
      return { outline: ring, fill: '', cross: '' };
    case 'armed':
      return { outline: ring, fill: disc(at, radius, 0.5), cross: '' };
    case 'live':
      return { outline: ring, fill: disc(at, radius), cross: '' };
    case 'forbidden':
      return {
        outline: ring,
        fill: disc(at, radius),
        cross:
          `M${x - reach},${y - reach}L${x + reach},${y + reach}` +
          `M${x - reach},${y + reach}L${x + reach},${y - reach}`,
      };
    case 'nops':
      return { outline: ring, fill: disc(at, radius * 0.4), cross: '' };
    case 'moving':
      return { outline: brokenRing(at, radius), fill: disc(at, radius * 0.4), cross: '' };
  }
}
