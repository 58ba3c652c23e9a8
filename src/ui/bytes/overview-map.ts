// Where the bytes of all images stand in the overview: sixteen a line, functions one below the other with a
// line between them. Lines shrink and then share pixels when there are more than fit.

import { bisector, bisectRight } from 'd3';
import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';
import { type FuncSection, findRow, type RowTable, rowAt, rowAtY, topOf } from './byte-rows.ts';

export const BYTES_PER_LINE = 16;
/** Lines between functions, for the eye. */
const GAP = 2;
/** A short image is not blown up beyond this, in px a line. */
const TALLEST_LINE = 6;

interface Block {
  readonly section: FuncSection;
  /** First line; its bytes follow. */
  readonly line: number;
  readonly lines: number;
}

export interface OverviewMap {
  readonly blocks: readonly Block[];
  readonly lines: number;
  /** Px of one line; below 1 several share a pixel. */
  readonly lineHeight: number;
}

/** The byte at a place of the overview. */
export interface OverviewByte {
  readonly section: FuncSection;
  readonly byteOff: number;
}

export function overviewMap(table: RowTable, height: number): OverviewMap {
  let lines = 0;
  const blocks = table.sections.map((section): Block => {
    const count = Math.max(1, Math.ceil((section.image?.bytes.length ?? 0) / BYTES_PER_LINE));
    const block = { section, line: lines, lines: count };
    lines += count + GAP;
    return block;
  });
  return { blocks, lines, lineHeight: Math.min(TALLEST_LINE, height / Math.max(1, lines)) };
}

const byLine = bisector((block: Block) => block.line);

/** The byte in a line and column; null between functions and behind the last byte. */
export function byteAtLine({ blocks }: OverviewMap, line: number, column: number) {
  const block = blocks[byLine.right(blocks, line) - 1];
  if (!block) return null;
  const byteOff = (line - block.line) * BYTES_PER_LINE + column;
  const isIn = byteOff < (block.section.image?.bytes.length ?? 0);
  return isIn ? ({ section: block.section, byteOff } satisfies OverviewByte) : null;
}

/** Line of a byte, with what of it is above the byte as a fraction. */
function lineOf({ blocks }: OverviewMap, section: FuncSection, byteOff: number): number {
  const block = blocks.find((one) => one.section === section);
  return (block?.line ?? 0) + byteOff / BYTES_PER_LINE;
}

/** Px from the top of the overview to what stands at `y` px of the grid. */
export function overviewY(map: OverviewMap, table: RowTable, y: number): number {
  const row = rowAt(table, rowAtY(table, Math.min(y, table.height - 1)));
  if (!row) return 0;
  const byteOff = row.kind === 'insn' ? row.start : 0;
  return lineOf(map, row.section, byteOff) * map.lineHeight;
}

/** Px from the top of the grid to what stands at `y` px of the overview. */
export function gridY(map: OverviewMap, table: RowTable, y: number): number {
  const line = Math.max(0, y / map.lineHeight);
  const block =
    map.blocks[
      bisectRight(
        map.blocks.map((one) => one.line),
        line,
      ) - 1
    ];
  if (!block) return 0;
  const { section } = block;
  const last = (section.image?.bytes.length ?? 1) - 1;
  const byteOff = Math.min(last, Math.floor((line - block.line) * BYTES_PER_LINE));
  const row = findRow(table, section.progIdx, section.funcIdx, Math.max(0, byteOff));
  return row === null || byteOff <= 0 ? section.top : topOf(table, row);
}

export interface OverviewSite {
  readonly y: number;
  readonly which: 'bypass' | 'target';
  /** "P1". */
  readonly mark: string;
}

/** Places of all poke sites, from top to bottom. */
export function overviewSites(map: OverviewMap): OverviewSite[] {
  return map.blocks.flatMap(({ section }) =>
    section.sites.map(({ which }, nth) => {
      const insn = section.siteInsns[nth] ?? 0;
      const byteOff = section.image?.insns.byteOff[insn] ?? 0;
      const part = PART_ORDER[section.image?.insns.part[insn] ?? 1] ?? 'body';
      const line = Math.floor(lineOf(map, section, byteOff));
      return { which, mark: PART_LABELS[part].letter, y: (line + 0.5) * map.lineHeight };
    }),
  );
}
