// The rows of the bytes pane: one header per function, one row per x86 instruction, poke sites
// taller. Nothing is stored per row, so a million instructions cost a few sums; positions are found
// by bisection.

import { bisectLeft, bisector, bisectRight } from 'd3';
import type { FuncImage } from '../../core/jit/index.ts';
import type { SiteRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { sitePlaces } from '../shared/desc-sites.ts';

/** Heights in px; the style sheet has the same in `--row` and `--row-site`. */
export const ROW_HEIGHT = { func: 44, insn: 24, site: 64 } as const;

/** One function of one program, or a program without an image (`image` null: it was refused). */
export interface FuncSection {
  readonly progIdx: number;
  readonly funcIdx: number;
  readonly name: string;
  readonly image: FuncImage | null;
  /** Grid row of the header; x86 insn `i` is row `headRow + 1 + i`. */
  readonly headRow: number;
  readonly insnCount: number;
  /** Top of the header in px. */
  readonly top: number;
  /** Insns that are poke sites, ascending, and which site each is. */
  readonly siteInsns: readonly number[];
  readonly sites: readonly SiteRef[];
}

export interface RowTable {
  readonly sections: readonly FuncSection[];
  readonly rowCount: number;
  /** Height of all rows in px. */
  readonly height: number;
  /** Most bytes in one instruction, at least 8: the width of the byte column. */
  readonly cellCount: number;
}

export type GridRow =
  | { readonly kind: 'func'; readonly section: FuncSection }
  | {
      readonly kind: 'insn';
      readonly section: FuncSection;
      readonly image: FuncImage;
      readonly insn: number;
      readonly start: number;
      readonly end: number;
      readonly site: SiteRef | null;
    };

const MIN_CELLS = 8;

export function buildRowTable(result: LabResult): RowTable {
  const sections: FuncSection[] = [];
  let rowCount = 0;
  let height = 0;
  let cellCount = MIN_CELLS;
  const push = (section: Omit<FuncSection, 'headRow' | 'top'>) => {
    sections.push({ ...section, headRow: rowCount, top: height });
    rowCount += 1 + section.insnCount;
    height += sectionHeight(section.insnCount, section.siteInsns.length);
    cellCount = Math.max(cellCount, section.image ? longestInsn(section.image) : 0);
  };
  result.progs.forEach((prog, progIdx) => {
    if (prog.jit === null) {
      push({
        progIdx,
        funcIdx: 0,
        name: prog.name,
        image: null,
        insnCount: 0,
        siteInsns: [],
        sites: [],
      });
      return;
    }
    for (const image of prog.jit.funcs) {
      const insnCount = image.insns.byteOff.length;
      const found = sitesOf(image, prog.jit.pokeTab, progIdx);
      push({ progIdx, funcIdx: image.funcIdx, name: image.name, image, insnCount, ...found });
    }
  });
  return { sections, rowCount, height, cellCount };
}

function sectionHeight(insnCount: number, siteCount: number): number {
  return (
    ROW_HEIGHT.func + insnCount * ROW_HEIGHT.insn + siteCount * (ROW_HEIGHT.site - ROW_HEIGHT.insn)
  );
}

function longestInsn({ insns, bytes }: FuncImage): number {
  let longest = 0;
  for (let insn = 0; insn < insns.byteOff.length; insn++) {
    const end = insns.byteOff[insn + 1] ?? bytes.length;
    longest = Math.max(longest, end - (insns.byteOff[insn] ?? 0));
  }
  return longest;
}

type PokeTab = NonNullable<LabResult['progs'][number]['jit']>['pokeTab'];

function sitesOf(
  image: FuncImage,
  pokeTab: PokeTab,
  progIdx: number,
): Pick<FuncSection, 'siteInsns' | 'sites'> {
  const found: { insn: number; site: SiteRef }[] = [];
  pokeTab.forEach((poke, pokeIdx) => {
    if (poke.funcIdx !== image.funcIdx) return;
    for (const { which, byteOff } of sitePlaces(poke)) {
      const insn = bisectLeft(image.insns.byteOff, byteOff);
      if (image.insns.byteOff[insn] === byteOff) {
        found.push({ insn, site: { progIdx, pokeIdx, which } });
      }
    }
  });
  found.sort((a, b) => a.insn - b.insn);
  return { siteInsns: found.map((entry) => entry.insn), sites: found.map((entry) => entry.site) };
}

const byHeadRow = bisector((section: FuncSection) => section.headRow);

/** The section that holds grid row `row`; `row` must be in 0..rowCount-1. */
function sectionOfRow(table: RowTable, row: number): FuncSection | undefined {
  return table.sections[byHeadRow.right(table.sections, row) - 1];
}

/** Row `row` of the grid; null outside 0..rowCount-1. */
export function rowAt(table: RowTable, row: number): GridRow | null {
  const section = row < table.rowCount ? sectionOfRow(table, row) : undefined;
  if (!section) return null;
  const insn = row - section.headRow - 1;
  const { image } = section;
  if (insn < 0 || image === null) return { kind: 'func', section };
  const start = image.insns.byteOff[insn] ?? 0;
  const end = image.insns.byteOff[insn + 1] ?? image.bytes.length;
  const siteAt = bisectLeft(section.siteInsns, insn);
  const site = section.siteInsns[siteAt] === insn ? (section.sites[siteAt] ?? null) : null;
  return { kind: 'insn', section, image, insn, start, end, site };
}

/** Top of row `row` in px; the height of all rows for `rowCount`. */
export function topOf(table: RowTable, row: number): number {
  const section = row < table.rowCount ? sectionOfRow(table, row) : undefined;
  if (!section) return table.height;
  const insn = row - section.headRow - 1;
  if (insn < 0) return section.top;
  const sitesBefore = bisectLeft(section.siteInsns, insn);
  return section.top + sectionHeight(insn, sitesBefore);
}

/** The row at `y` px from the top, clamped to the table. */
export function rowAtY(table: RowTable, y: number): number {
  let low = 0;
  let high = Math.max(0, table.rowCount - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (topOf(table, middle) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The row that shows byte `byteOff` of a function, or null when there is none. */
export function findRow(
  table: RowTable,
  progIdx: number,
  funcIdx: number,
  byteOff: number,
): number | null {
  const section = table.sections.find(
    (candidate) => candidate.progIdx === progIdx && candidate.funcIdx === funcIdx,
  );
  if (!section?.image || byteOff < 0 || byteOff >= section.image.bytes.length) return null;
  return section.headRow + bisectRight(section.image.insns.byteOff, byteOff);
}
