// What hangs in the margin beside the rows in view: arcs, breakpoints, the letters of CPUs. All places
// are px from the top of the grid's first row.

import { type RowTable, rowAt, topOf } from './byte-rows.ts';
import type { CpuPointer } from './cpu-pointers.ts';
import { jumpsNear, layArcs } from './jump-arcs.ts';
import type { LandingOf } from './landing.ts';
import { landingArcs } from './landing-arcs.ts';
import type { GridScene } from './row-look.ts';

export interface MarginArc {
  readonly yFrom: number;
  readonly yTo: number;
  /** Px from the rows to its upright. */
  readonly reach: number;
  readonly style: 'jump' | 'lit' | 'live' | 'armed';
}

export interface MarginTag {
  readonly actor: number;
  readonly letter: string;
  readonly hue: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MarginRange {
  readonly table: RowTable;
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

const LANES = 4;
const LANE_STEP = 5;
const FIRST_LANE = 8;
/** Outside of all lanes: what leads to another program. */
const OUTER_REACH = 23;
const JMP_REL32 = 0xe9;

/** Middle of the line of a row that says what it does. */
function middleOf(table: RowTable, row: number): number {
  const found = rowAt(table, row);
  return topOf(table, row) + (found?.kind === 'insn' && found.site ? 20 : 12);
}

/** False for a site whose bytes are no jump at present: then no arc leaves it. */
function jumpsNow(table: RowTable, row: number, { view }: GridScene): boolean {
  const found = rowAt(table, row);
  if (found?.kind !== 'insn' || !found.site) return true;
  const desc = view?.descs[found.site.progIdx]?.[found.site.pokeIdx];
  return !desc || desc[found.site.which]?.bytes[0] === JMP_REL32;
}

/** Jumps within functions. */
export function jumpArcs(range: MarginRange, scene: GridScene, activeRow: number): MarginArc[] {
  const { table, first, last } = range;
  return table.sections.flatMap((section) => {
    const base = section.headRow + 1;
    if (!section.image || base >= last || base + section.insnCount <= first) return [];
    const jumps = jumpsNear(section.image, first - base, last - base).filter(({ from }) =>
      jumpsNow(table, base + from, scene),
    );
    return layArcs(jumps, LANES).map(({ from, to, lane }) => ({
      yFrom: middleOf(table, base + from),
      yTo: middleOf(table, base + to),
      reach: FIRST_LANE + lane * LANE_STEP,
      style: activeRow === base + from || activeRow === base + to ? 'lit' : 'jump',
    }));
  });
}

/** Jumps from filled sites into programs. */
export function outerArcs(
  { table, first, last }: MarginRange,
  scene: GridScene,
  landings: LandingOf,
): MarginArc[] {
  const isNear = (row: number) => row >= first && row < last;
  return landingArcs(table, landings, scene.view)
    .filter(({ from, to }) => isNear(from) || isNear(to) || isNear(Math.round((from + to) / 2)))
    .map(({ from, to, isLive }) => ({
      yFrom: middleOf(table, from),
      yTo: middleOf(table, to),
      reach: OUTER_REACH,
      style: isLive ? 'live' : 'armed',
    }));
}

/** Tags of the CPUs at one row; several overlap like cards, each letter whole. */
function tagsAt(top: number, x: number, pointers: readonly CpuPointer[]): MarginTag[] {
  const isStack = pointers.length > 2;
  const isPair = pointers.length === 2;
  return pointers.map(({ actor, letter, hue }, nth) => ({
    actor,
    letter,
    hue,
    width: isPair ? 16 : 22,
    height: isStack ? 12 : 16,
    x: x + (isPair ? nth * 11 - 2 : 0),
    y: top + (isStack ? nth * 12 : 4),
  }));
}

/** The CPUs at the rows of a grid; `x`: where their tags begin; `drop`: how far below its row's at a site. */
export function cpuTags(
  table: RowTable,
  scene: GridScene,
  { x, drop }: { readonly x: number; readonly drop: number },
): MarginTag[] {
  return [...scene.pointers].flatMap(([row, pointers]) => {
    const found = rowAt(table, row);
    const isSite = found?.kind === 'insn' && found.site !== null;
    return tagsAt(topOf(table, row) + (isSite ? drop : 0), x, pointers);
  });
}

/** Middles of the rows with a breakpoint. */
export function breakpointDots({ table, first, last }: MarginRange, scene: GridScene): number[] {
  return [...scene.breakpoints]
    .filter((row) => row >= first && row < last)
    .map((row) => middleOf(table, row));
}
