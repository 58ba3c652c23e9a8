// Shapes of the site states, so that no state is told by colour alone: hollow ring, half disc,
// disc, crossed disc; bytes in flight are a broken ring around a dot.

import { path } from 'd3';
import type { SiteState } from '../../core/machine/index.ts';

/** Outline and filled part of one glyph, as SVG path data around the origin. */
export interface GlyphPaths {
  readonly outline: string;
  readonly fill: string;
  readonly cross: string;
}

const FULL = 2 * Math.PI;
const TOP = -Math.PI / 2;

function disc(radius: number, share = 1): string {
  const line = path();
  line.arc(0, 0, radius, TOP, TOP + share * FULL);
  line.closePath();
  return line.toString();
}

/** A stretch of a ring, 1.5 px thick, clockwise from `from` to `to` (radians from the top). */
function band(radius: number, from: number, to: number): string {
  const line = path();
  line.arc(0, 0, radius, TOP + from, TOP + to);
  line.arc(0, 0, radius - 1.5, TOP + to, TOP + from, true);
  line.closePath();
  return line.toString();
}

function brokenRing(radius: number): string {
  const parts = [0, 1, 2, 3];
  return parts.map((part) => band(radius, (part * FULL) / 4, ((part + 0.6) * FULL) / 4)).join('');
}

/** Paths of `state` within a circle of `radius` px. */
export function glyphPaths(state: SiteState, radius: number): GlyphPaths {
  const ring = band(radius, 0, FULL);
  const reach = radius * 0.5;
  switch (state) {
    case 'empty':
      return { outline: ring, fill: '', cross: '' };
    case 'armed':
      return { outline: ring, fill: disc(radius, 0.5), cross: '' };
    case 'live':
      return { outline: ring, fill: disc(radius), cross: '' };
    case 'forbidden':
      return {
        outline: ring,
        fill: disc(radius),
        cross: `M${-reach},${-reach}L${reach},${reach}M${-reach},${reach}L${reach},${-reach}`,
      };
    case 'moving':
      return { outline: brokenRing(radius), fill: disc(radius * 0.4), cross: '' };
  }
}
