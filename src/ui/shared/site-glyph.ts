// Shapes of the site states, so that no state is told by colour alone: hollow ring, half disc,
// disc, crossed disc; bytes in flight are a broken ring around a dot.

import { arc } from 'd3';
import type { SiteState } from '../../core/machine/index.ts';

/** Outline and filled part of one glyph, as SVG path data around the origin. */
export interface GlyphPaths {
  readonly outline: string;
  readonly fill: string;
  readonly cross: string;
}

function slice(inner: number, outer: number, from: number, to: number): string {
  return arc()({ innerRadius: inner, outerRadius: outer, startAngle: from, endAngle: to }) ?? '';
}

const FULL = 2 * Math.PI;

function brokenRing(radius: number): string {
  const gaps = 4;
  return Array.from({ length: gaps }, (_, part) =>
    slice(radius - 1.5, radius, (part * FULL) / gaps, ((part + 0.6) * FULL) / gaps),
  ).join('');
}

/** Paths of `state` within a circle of `radius` px. */
export function glyphPaths(state: SiteState, radius: number): GlyphPaths {
  const ring = slice(radius - 1.5, radius, 0, FULL);
  const reach = radius * 0.5;
  switch (state) {
    case 'empty':
      return { outline: ring, fill: '', cross: '' };
    case 'armed':
      return { outline: ring, fill: slice(0, radius, 0, Math.PI), cross: '' };
    case 'live':
      return { outline: ring, fill: slice(0, radius, 0, FULL), cross: '' };
    case 'forbidden':
      return {
        outline: ring,
        fill: slice(0, radius, 0, FULL),
        cross: `M${-reach},${-reach}L${reach},${reach}M${-reach},${reach}L${reach},${-reach}`,
      };
    case 'moving':
      return { outline: brokenRing(radius), fill: slice(0, radius * 0.4, 0, FULL), cross: '' };
  }
}
