// One row of the bytes as SVG: the same cells, letters and lines as on the page, at the same sizes.

import type { Part } from '../../core/jit/index.ts';
import type { DescView, SiteView } from '../../core/machine/index.ts';
import { type ByteCell, cellsOf, flightOf, rowBytes } from '../bytes/byte-cells.ts';
import { ROW_HEIGHT } from '../bytes/byte-rows.ts';
import type { CpuPointer } from '../bytes/cpu-pointers.ts';
import { partOf, startsGroup } from '../bytes/row-groups.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { glyphPaths } from '../shared/site-glyph.ts';
import type { PictureRow } from './byte-picture-rows.ts';
import { cutTo, widthOf } from './measure.ts';
import type { Palette } from './palette.ts';
import { rect, tag, words } from './svg.ts';

export type PictureInsn = Extract<PictureRow, { kind: 'insn' }>;

/** Where the columns of a row stand, px from its left. */
export interface RowColumns {
  readonly off: number;
  readonly letter: number;
  readonly bytes: number;
  readonly asm: number;
  readonly bpf: number;
  readonly width: number;
}

export interface RowInk {
  readonly hue: string;
  readonly soft: string;
  readonly ink: string;
}

/** What a row needs besides its place. */
export interface RowFacts {
  readonly desc: DescView | null;
  readonly freed: boolean;
  /** "jmp_table[0] = target_a". */
  readonly slot: string;
  readonly pointers: readonly CpuPointer[];
  text(bytes: Uint8Array): string;
  readonly bpf: string;
}

export const CELL = 22;
const CELL_HEIGHT = 20;
const CODE = 13;

export function inkOf(part: Part, palette: Palette): RowInk {
  return {
    hue: palette(`--part-${part}`),
    soft: palette(`--part-${part}-soft`),
    ink: palette(`--part-${part}-ink`),
  };
}

function flightInk(palette: Palette): RowInk {
  return {
    hue: palette('--flight'),
    soft: palette('--flight-soft'),
    ink: palette('--flight-ink'),
  };
}

function cellLook(cell: ByteCell, isSite: boolean, ink: RowInk, palette: Palette) {
  if (cell.role === 'int3') {
    return { ground: palette('--flight'), fill: palette('--flight-on'), weight: 800 };
  }
  if (cell.role === 'new') {
    return { ground: palette('--flight-soft'), fill: palette('--flight-ink'), weight: 600 };
  }
  const ground = isSite ? palette('--bg-pane') : ink.soft;
  return { ground, fill: palette('--ink'), weight: isSite ? 600 : undefined };
}

function cellsAt(
  x: number,
  y: number,
  cells: readonly ByteCell[],
  look: { readonly isSite: boolean; readonly ink: RowInk; readonly palette: Palette },
): string {
  const { isSite, ink, palette } = look;
  const drawn = cells.map((cell, nth) => {
    const { ground, fill, weight } = cellLook(cell, isSite, ink, palette);
    const left = x + nth * CELL;
    const width = nth === cells.length - 1 ? CELL : CELL - 1;
    const text = words(left + CELL / 2 - 0.5, y + CELL_HEIGHT / 2, cell.hex, {
      size: CODE,
      face: 'mono',
      fill,
      anchor: 'middle',
      ...(weight === undefined ? {} : { weight }),
    });
    const under =
      cell.role === 'new'
        ? rect(left, y + CELL_HEIGHT - 2, width, 2, { fill: palette('--flight') })
        : '';
    return rect(left, y, width, CELL_HEIGHT, { fill: ground }) + under + text;
  });
  const width = cells.length * CELL;
  const outline = isSite
    ? rect(x - 2, y - 2, width + 4, CELL_HEIGHT + 4, {
        rx: 3,
        fill: 'none',
        stroke: ink.ink,
        'stroke-width': 2,
      })
    : '';
  return drawn.join('') + outline;
}

/** A line of a poke under way that is not what memory holds. */
function ghostLine(x: number, y: number, bytes: readonly string[], fill: string): string {
  return bytes
    .map((hex, nth) =>
      words(x + nth * CELL + CELL / 2, y, hex, { size: 11, face: 'mono', fill, anchor: 'middle' }),
    )
    .join('');
}

function flightLines(site: SiteView, cells: readonly ByteCell[], palette: Palette, x: number) {
  const flight = flightOf(site);
  if (!flight) return '';
  const after = x + cells.length * CELL + 12;
  const ink = flightInk(palette);
  const note = (y: number, word: string) =>
    words(after, y, word, { size: 11, weight: 500, fill: ink.ink });
  return [
    ghostLine(x, 12, flight.old, palette('--ink-2')),
    note(12, 'old'),
    cellsAt(x, 22, cells, { isSite: true, ink, palette }),
    note(32, 'in memory'),
    ghostLine(x, 53, flight.new, palette('--ink-2')),
    note(53, 'new'),
  ].join('');
}

export function stateGlyph(
  state: DescView['state'],
  radius: number,
  at: readonly [number, number],
  palette: Palette,
): string {
  const { outline, fill, cross } = glyphPaths(state, radius, at);
  const token = { forbidden: '--danger', moving: '--flight' } as const;
  const colour =
    state === 'forbidden' || state === 'moving'
      ? palette(token[state])
      : palette(`--state-${state}`);
  const crossed =
    cross === ''
      ? ''
      : tag('path', { d: cross, stroke: palette('--bg-pane'), 'stroke-width': 1.75, fill: 'none' });
  return tag('path', { d: outline + fill, fill: colour }) + crossed;
}

const STATE_INKS = {
  empty: '--ink-2',
  armed: '--part-unwind-ink',
  live: '--part-target-ink',
  forbidden: '--danger-ink',
  moving: '--flight-ink',
} as const;

/** "P1 bypass (glyph) armed jmp_table[0] = none". */
function siteLine(row: PictureInsn, facts: RowFacts, ink: RowInk, palette: Palette, x: number) {
  const { letter, word } = PART_LABELS[partOf(row)];
  const name = `${letter} ${word}`;
  const y = 44;
  const { desc } = facts;
  let at = x;
  const parts = [words(at, y, name, { size: 12, weight: 700, fill: ink.ink })];
  at += widthOf(name, 12, 'bold') + 8;
  if (desc?.state === 'moving') {
    parts.push(words(at, y, 'its partner is being poked', { size: 12, fill: palette('--ink-2') }));
    return parts.join('');
  }
  if (desc) {
    parts.push(stateGlyph(desc.state, 5.5, [at + 5, y], palette));
    at += 16;
    const fill = palette(STATE_INKS[desc.state]);
    parts.push(words(at, y, desc.state, { size: 12, weight: 600, fill }));
    at += widthOf(desc.state, 12, 'bold') + 8;
  }
  parts.push(words(at, y, facts.slot, { size: 12, face: 'mono', fill: palette('--ink-2') }));
  return parts.join('');
}

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

function siteGround(columns: RowColumns, row: PictureInsn, ink: RowInk, palette: Palette): string {
  const { letter } = PART_LABELS[partOf(row)];
  const width = columns.width - columns.off + 4;
  return (
    rect(columns.off - 4, 2, width, 60, { rx: 4, fill: ink.soft }) +
    rect(columns.letter, 2, 28, 60, { rx: 4, fill: ink.ink }) +
    words(columns.letter + 14, 32, letter, {
      size: 12,
      face: 'mono',
      weight: 700,
      fill: palette('--on-hue'),
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
  const isFlying = site?.poke != null;
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
    isFlying
      ? flightLines(site, cells, palette, columns.bytes)
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
