// One row of the bytes as SVG: the same cells, letters and lines as on the page, at the same sizes.

import type { Part } from '../../core/jit/index.ts';
import type { SiteView } from '../../core/machine/index.ts';
import { cellsOf, flightOf, rowBytes } from '../bytes/byte-cells.ts';
import { ROW_HEIGHT } from '../bytes/byte-rows.ts';
import type { CpuPointer } from '../bytes/cpu-pointers.ts';
import { partOf, startsGroup } from '../bytes/row-groups.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { CODE, cellsAt, flightLines } from './byte-picture-cells.ts';
import {
  flightInk,
  inkOf,
  type PictureInsn,
  type RowColumns,
  type RowFacts,
  type RowInk,
} from './byte-picture-facts.ts';
import { siteGround, siteLine } from './byte-picture-site.ts';
import { cutTo } from './measure.ts';
import type { Palette } from './palette.ts';
import { rect, tag, words } from './svg.ts';

/** A CPU's tag, with its tip at the row. */
function pointerTag(pointer: CpuPointer, nth: number, y: number, palette: Palette): string {
  const hue = palette(`--cpu-${pointer.hue}` as '--cpu-1');
  const left = 2 + nth * 9;
  return (
    tag('path', { d: `M${left},${y - 8}h15l7,8l-7,8h-15z`, fill: hue }) +
    words(left + 8, y, pointer.letter, {
      size: 11,
      weight: 700,
      fill: palette('--cpu-on'),
      anchor: 'middle',
    })
  );
}

function partMark(columns: RowColumns, part: Part, ink: RowInk): string {
  const fill = part === 'body' ? ink.hue : ink.ink;
  const bar =
    part === 'body' ? '' : rect(columns.letter + 25, 0, 3, ROW_HEIGHT.insn, { fill: ink.hue });
  return (
    bar +
    words(columns.letter + 13, 12, PART_LABELS[part].letter, {
      size: 12,
      face: 'mono',
      weight: 600,
      fill,
      anchor: 'middle',
    })
  );
}

function asmLines(columns: RowColumns, site: SiteView | null, facts: RowFacts, look: AsmLook) {
  const { palette, now, y } = look;
  const room = columns.bpf - columns.asm - 12;
  if (!site?.poke) {
    const weight = site ? { weight: 600 } : {};
    const text = cutTo(facts.text(now), CODE, room, 'mono');
    return words(columns.asm, y, text, {
      size: CODE,
      face: 'mono',
      fill: palette('--ink'),
      ...weight,
    });
  }
  const ghost = (at: number, bytes: Uint8Array) =>
    words(columns.asm, at, cutTo(facts.text(bytes), 12, room, 'mono'), {
      size: 12,
      face: 'mono',
      fill: palette('--ink-2'),
    });
  const told = flightOf(site)?.words ?? '';
  return [
    ghost(12, site.poke.old),
    words(columns.asm, 32, told, { size: 12, weight: 600, fill: palette('--flight-ink') }),
    ghost(53, site.poke.new),
  ].join('');
}

interface AsmLook {
  readonly palette: Palette;
  /** The bytes in memory. */
  readonly now: Uint8Array;
  readonly y: number;
}

/** The row, its upper left corner at the origin. */
export function insnRow(
  row: PictureInsn,
  columns: RowColumns,
  facts: RowFacts,
  palette: Palette,
): string {
  const site = row.site && facts.desc ? facts.desc[row.site.which] : null;
  const part = partOf(row);
  const flying = site?.poke ? site : null;
  const isFlying = flying !== null;
  const ink = isFlying ? flightInk(palette) : inkOf(part, palette);
  const now = rowBytes(row.image, row.start, row.end, { site, freed: facts.freed });
  const cells = cellsOf(now, row.start, site);
  const isSite = row.site !== null;
  const y = isSite ? (isFlying ? 32 : 18) : 12;
  const idx = row.image.insns.insnIdx[row.insn] ?? -1;
  const mono = { size: CODE, face: 'mono' } as const;
  return [
    isSite ? siteGround(columns, row, ink, palette) : partMark(columns, part, ink),
    ...facts.pointers.map((pointer, nth) => pointerTag(pointer, nth, isSite ? 32 : 12, palette)),
    words(columns.off, y, `+${row.start.toString(16)}`, { ...mono, fill: palette('--ink-3') }),
    flying
      ? flightLines(flying, cells, palette, columns.bytes)
      : cellsAt(columns.bytes, isSite ? 8 : 2, cells, { isSite, ink, palette }),
    isSite && !isFlying ? siteLine(row, facts, ink, palette, columns.bytes) : '',
    asmLines(columns, site, facts, { palette, now, y }),
    idx >= 0 && startsGroup(row)
      ? words(
          columns.bpf,
          y,
          cutTo(`${idx} ${facts.bpf}`, CODE, columns.width - columns.bpf, 'mono'),
          {
            ...mono,
            fill: palette('--ink-2'),
          },
        )
      : '',
  ].join('');
}
