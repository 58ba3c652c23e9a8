// A column of rows with its headers, gaps and jump arcs.

import { hexAddr } from '../../core/base/index.ts';
import { ROW_HEIGHT } from '../bytes/byte-rows.ts';
import { jumpsOf, layArcs } from '../bytes/jump-arcs.ts';
import type { PictureInsn, RowColumns } from './byte-picture-facts.ts';
import { isInsn, type Pen } from './byte-picture-pen.ts';
import { insnRow } from './byte-picture-row.ts';
import { type Column, heightOf, type PictureRow } from './byte-picture-rows.ts';
import { widthOf } from './measure.ts';
import type { Palette } from './palette.ts';
import { moved, rect, tag, words } from './svg.ts';

const ARC_LANES = 4;

function funcRow(
  row: Extract<PictureRow, { kind: 'func' }>,
  columns: RowColumns,
  pen: Pen,
): string {
  const { palette, input } = pen;
  const { section } = row;
  const prog = input.result.progs[section.progIdx];
  const nameWidth = widthOf(section.name, 15, 'mono') + 16;
  const kind = section.funcIdx === 0 ? prog?.type : `subprogram of ${prog?.name}`;
  const { image } = section;
  const facts = row.isMore
    ? 'continued'
    : image
      ? `${kind}, ${image.bytes.length} bytes at ${hexAddr(image.addr)}`
      : 'refused: no image';
  return (
    words(28, 26, section.name, { size: 15, face: 'mono', weight: 700, fill: palette('--ink') }) +
    words(28 + nameWidth, 27, facts, { size: 12, fill: palette('--ink-3') }) +
    rect(28, ROW_HEIGHT.func - 3, columns.width - 28, 1, { fill: palette('--line-strong') })
  );
}

function gapRow(count: number, columns: RowColumns, palette: Palette): string {
  const note = `${count} more ${count === 1 ? 'instruction' : 'instructions'}`;
  return (
    words(columns.letter + 13, 12, '⋮', { size: 13, fill: palette('--ink-3'), anchor: 'middle' }) +
    words(columns.bytes, 12, note, { size: 12, fill: palette('--ink-3') })
  );
}

/** Where a row's bytes in memory stand, px from its top. */
function lineOf(row: PictureInsn, pen: Pen): number {
  if (!row.site) return 12;
  return pen.factsOf(row).desc?.[row.site.which]?.poke ? 32 : 18;
}

/** Jumps between rows of a column, as arcs in its margin. */
function arcsOf(column: Column, tops: ReadonlyMap<PictureRow, number>, pen: Pen): string {
  const stroke = pen.palette('--ink-3');
  const insns = column.rows.filter(isInsn);
  const sections = new Set(insns.map((row) => row.section));
  return [...sections]
    .flatMap((section) => {
      const at = new Map<number, number>();
      for (const row of insns) {
        if (row.section === section) at.set(row.insn, (tops.get(row) ?? 0) + lineOf(row, pen));
      }
      const jumps = section.image ? jumpsOf(section.image) : [];
      return layArcs(
        jumps.filter(({ from, to }) => at.has(from) && at.has(to)),
        ARC_LANES,
      ).map(({ from, to, lane }) => {
        const [start = 0, end = 0] = [at.get(from), at.get(to)];
        const left = 20 - lane * 5;
        const turn = end > start ? 3 : -3;
        const line =
          `M26,${start}H${left + 3}Q${left},${start} ${left},${start + turn}` +
          `V${end - turn}Q${left},${end} ${left + 3},${end}H25`;
        return (
          tag('path', { d: line, fill: 'none', stroke, 'stroke-width': 1.25 }) +
          tag('path', { d: `M28,${end}l-5,-3.5v7z`, fill: stroke })
        );
      });
    })
    .join('');
}

export function drawColumn(column: Column, columns: RowColumns, pen: Pen): string {
  let top = 0;
  const tops = new Map<PictureRow, number>();
  const rows = column.rows.map((row) => {
    const at = top;
    tops.set(row, at);
    top += heightOf(row);
    const content =
      row.kind === 'func'
        ? funcRow(row, columns, pen)
        : row.kind === 'gap'
          ? gapRow(row.count, columns, pen.palette)
          : insnRow(row, columns, pen.factsOf(row), pen.palette);
    return moved(0, at, 1, content);
  });
  return arcsOf(column, tops, pen) + rows.join('');
}
