// D3 draws the picture of the passes: the bars once for each size, then the jump that is followed.

import { select } from 'd3';
import { jumpPaths } from './jump-paths.ts';
import type { PassFact } from './pass-facts.ts';
import { type BarPaths, barPaths } from './pass-paths.ts';
import type { PassScene } from './pass-scene.ts';

const LAYERS = [
  'prologue',
  'body',
  'seams',
  'short',
  'near',
  'nops',
  'turned',
] as const satisfies readonly (keyof BarPaths)[];

function layer(svg: SVGSVGElement, name: string) {
  return select(svg)
    .selectAll<SVGGElement, string>(`g.${name}`)
    .data([name])
    .join('g')
    .attr('class', name);
}

/** All bars; each is a handful of paths. */
export function drawBars(svg: SVGSVGElement, scene: PassScene, facts: readonly PassFact[]): void {
  const bars = facts.map(({ turned }, passIdx) => barPaths(scene, passIdx, turned));
  layer(svg, 'pass-bars')
    .selectAll<SVGGElement, BarPaths>('g.pass-bar')
    .data(bars)
    .join('g')
    .attr('class', 'pass-bar')
    .selectAll<SVGPathElement, readonly [string, string]>('path')
    .data((bar) => LAYERS.map((name) => [name, bar[name]] as const))
    .join('path')
    .attr('class', ([name]) => `pass-${name}`)
    .attr('d', ([, d]) => d);
}

/** The jump that is followed through the passes; null: none. */
export function drawJump(svg: SVGSVGElement, scene: PassScene, jumpIdx: number | null): void {
  const paths = jumpIdx === null ? null : jumpPaths(scene, jumpIdx);
  const host = layer(svg, 'pass-jump');
  const lines = paths ? [['ribbon', paths.ribbon] as const, ['target', paths.target] as const] : [];
  host
    .selectAll<SVGPathElement, readonly [string, string]>('path.jump-line')
    .data(lines)
    .join('path')
    .attr('class', ([name]) => `jump-line is-${name}`)
    .attr('d', ([, d]) => d);
  host
    .selectAll<SVGPathElement, { d: string; isNear: boolean }>('path.jump-reach')
    .data(paths?.reaches ?? [])
    .join('path')
    .attr('class', ({ isNear }) => `jump-reach ${isNear ? 'is-near' : 'is-short'}`)
    .attr('d', ({ d }) => d);
  host
    .selectAll<SVGPathElement, string>('path.jump-limit')
    .data(paths?.reaches.flatMap(({ limit }) => limit ?? []) ?? [])
    .join('path')
    .attr('class', 'jump-limit')
    .attr('d', (d) => d);
}
