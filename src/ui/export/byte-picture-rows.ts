// Which rows of the bytes go into a picture, and in how many columns they stand.

import type { SiteRef } from '../../core/machine/index.ts';
import {
  type FuncSection,
  type GridRow,
  ROW_HEIGHT,
  type RowTable,
  rowAt,
} from '../bytes/byte-rows.ts';

type InsnRow = Extract<GridRow, { kind: 'insn' }>;

export type PictureRow =
  /** `isMore`: its rows go on in another column. */
  | { readonly kind: 'func'; readonly section: FuncSection; readonly isMore: boolean }
  | InsnRow
  /** Rows that are left out. */
  | { readonly kind: 'gap'; readonly count: number };

/** What to show: one function, or all; every row, or those around the poke sites. */
export interface RowChoice {
  readonly section: FuncSection | null;
  readonly extent: 'sites' | 'whole';
  /** The site that the page is looking at: if rows must go, those around it stay. */
  readonly focus: SiteRef | null;
}

/** More make a file that no program likes to open. */
const MAX_PICTURE_ROWS = 2000;

const GAP_HEIGHT = 24;

export function heightOf(row: PictureRow): number {
  if (row.kind === 'gap') return GAP_HEIGHT;
  if (row.kind === 'func') return ROW_HEIGHT.func;
  return row.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
}

/** Insns within `reach` of a poke site; the first ones of a function without sites. */
function nearSites(section: FuncSection, focus: SiteRef | null, reach: number): Set<number> {
  const near = new Set<number>();
  const own = section.siteInsns.filter((_, nth) => {
    const site = section.sites[nth];
    return focus === null || (site?.progIdx === focus.progIdx && site.pokeIdx === focus.pokeIdx);
  });
  for (const insn of own.length > 0 ? own : section.siteInsns) {
    const last = Math.min(section.insnCount - 1, insn + reach);
    for (let nth = Math.max(0, insn - reach); nth <= last; nth++) near.add(nth);
  }
  if (near.size === 0) {
    for (let nth = 0; nth < Math.min(section.insnCount, 2 * reach); nth++) near.add(nth);
  }
  return near;
}

function rowsOf(table: RowTable, section: FuncSection, isShown: (insn: number) => boolean) {
  const rows: PictureRow[] = [{ kind: 'func', section, isMore: false }];
  let left = 0;
  const push = (insn: number) => {
    const row = rowAt(table, section.headRow + 1 + insn);
    if (row?.kind === 'insn') rows.push(row);
  };
  // A note that one row is missing would take the room of that row.
  const close = (insn: number) => {
    if (left === 1) push(insn - 1);
    else if (left > 1) rows.push({ kind: 'gap', count: left });
    left = 0;
  };
  for (let insn = 0; insn < section.insnCount; insn++) {
    if (!isShown(insn)) {
      left += 1;
      continue;
    }
    close(insn);
    push(insn);
  }
  close(section.insnCount);
  return rows;
}

/** Rows of a choice; with `reach`, only those so near to a poke site. */
export function pictureRows(
  table: RowTable,
  choice: RowChoice,
  reach: number | null,
): PictureRow[] {
  const sections = choice.section ? [choice.section] : table.sections;
  let room = MAX_PICTURE_ROWS;
  return sections.flatMap((section) => {
    const near = reach === null ? null : nearSites(section, choice.focus, reach);
    const rows = rowsOf(table, section, (insn) => (near ? near.has(insn) : insn < room));
    room -= rows.length;
    return rows;
  });
}

export interface Column {
  readonly rows: readonly PictureRow[];
  readonly height: number;
}

/** Rows in at most `count` columns of about the same height, each with a header at its top. */
export function columnsOf(rows: readonly PictureRow[], count: number): Column[] {
  const total = rows.reduce((sum, row) => sum + heightOf(row), 0);
  const columns: PictureRow[][] = [[]];
  let done = 0;
  let section: FuncSection | null = null;
  for (const row of rows) {
    const height = heightOf(row);
    const last = columns.at(-1);
    const isFull = done + height / 2 > (total * columns.length) / count;
    if (isFull && columns.length < count && last?.at(-1)?.kind !== 'func') {
      const isInside = row.kind !== 'func' && section !== null;
      columns.push(isInside && section ? [{ kind: 'func', section, isMore: true }] : []);
    }
    if (row.kind !== 'gap') section = row.section;
    columns.at(-1)?.push(row);
    done += height;
  }
  return columns.map((column) => ({
    rows: column,
    height: column.reduce((sum, row) => sum + heightOf(row), 0),
  }));
}
