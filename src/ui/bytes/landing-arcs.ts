// Arcs from filled sites to the landing points of their jumps, as far as one grid shows both.

import type { MachineView } from '../../core/machine/index.ts';
import { findRow, type RowTable } from './byte-rows.ts';
import type { Landing, LandingOf } from './landing.ts';

export interface LandingArc {
  /** Rows of the site and of the landing point. */
  readonly from: number;
  readonly to: number;
  /** A CPU gets there: its bypass does not jump over it. */
  readonly isLive: boolean;
}

/** More sites than anybody could tell apart: their tags say where they lead. */
const MOST_SITES = 400;

/** Row of a landing point; null when this grid does not show it. */
function rowOfLanding(table: RowTable, { progIdx, funcIdx, byteOff }: Landing) {
  return findRow(table, progIdx, funcIdx, byteOff);
}

export function landingArcs(
  table: RowTable,
  landings: LandingOf,
  view: MachineView | null,
): LandingArc[] {
  const sites = table.sections.reduce((sum, { sites: of }) => sum + of.length, 0);
  if (!view || sites > MOST_SITES) return [];
  return table.sections.flatMap((section) =>
    section.sites.flatMap((site, nth): LandingArc[] => {
      const desc = view.descs[site.progIdx]?.[site.pokeIdx];
      const insn = section.siteInsns[nth] ?? 0;
      if (site.which !== 'target' || !desc || desc.target.poke || !section.image) return [];
      const addr = section.image.addr + BigInt(section.image.insns.byteOff[insn] ?? 0);
      const landing = landings(desc.target.bytes, addr);
      const to = landing && rowOfLanding(table, landing);
      if (to === null) return [];
      return [{ from: section.headRow + 1 + insn, to, isLive: desc.state === 'live' }];
    }),
  );
}
