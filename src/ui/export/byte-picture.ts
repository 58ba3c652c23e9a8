// The bytes at the cursor as a picture for slides and mails.

import { hexAddr } from '../../core/base/index.ts';
import type { MachineView, SiteState } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { buildRowTable, findRow, ROW_HEIGHT, type RowTable } from '../bytes/byte-rows.ts';
import { cpuPointers, NO_POINTERS } from '../bytes/cpu-pointers.ts';
import { makeBpfPrinter, type Syntax } from '../bytes/insn-text.ts';
import { jumpsOf, layArcs } from '../bytes/jump-arcs.ts';
import { partOf } from '../bytes/row-groups.ts';
import { makeX86Printer } from '../bytes/x86-printer.ts';
import { labNames } from '../shared/lab-names.ts';
import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';
import {
  CELL,
  inkOf,
  insnRow,
  type PictureInsn,
  type RowColumns,
  type RowFacts,
  stateGlyph,
} from './byte-picture-row.ts';
import {
  type Column,
  columnsOf,
  heightOf,
  type PictureRow,
  pictureRows,
  type RowChoice,
} from './byte-picture-rows.ts';
import { widthOf } from './measure.ts';
import type { Palette } from './palette.ts';
import {
  type Caption,
  framed,
  type LegendEntry,
  type Picture,
  type PictureBody,
  type PictureStyle,
  type Room,
} from './picture-frame.ts';
import { moved, rect, tag, words } from './svg.ts';

export interface BytePictureInput {
  readonly result: LabResult;
  /** The machine at the cursor; null for a lab that does not run. */
  readonly view: MachineView | null;
  readonly syntax: Syntax;
  readonly choice: RowChoice;
  readonly caption: Caption;
}

/** From this scale on a slide can be read from the back of a room; it never gets larger than the other. */
const READABLE = 1.45;
const LARGEST = 2;
const MOST_COLUMNS = 3;
const COLUMN_GAP = 40;
/** Rows on either side of a site, tried from many to few. */
const REACHES = [16, 12, 9, 7, 5, 4, 3, 2, 1];

const ARC_LANES = 4;

/** Everything that rows are drawn with. */
interface Pen {
  readonly input: BytePictureInput;
  readonly palette: Palette;
  readonly table: RowTable;
  factsOf(row: PictureInsn): RowFacts;
}

function penFor(input: BytePictureInput, palette: Palette): Pen {
  const { result, view, syntax } = input;
  const table = buildRowTable(result);
  const print = makeX86Printer(result);
  const printBpf = makeBpfPrinter(result);
  const names = labNames(result);
  const pointers = cpuPointers(result, table, view, null);
  const slotWords = ({ site }: PictureInsn): string => {
    const poke = site && result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
    if (!poke) return '';
    const value = view?.slots[poke.mapIdx]?.[poke.key] ?? null;
    return `${names.slot(poke.mapIdx, poke.key)} = ${names.slotValue(value)}`;
  };
  const factsOf = (row: PictureInsn): RowFacts => {
    const { progIdx, funcIdx } = row.section;
    const insnIdx = row.image.insns.insnIdx[row.insn] ?? -1;
    const gridRow = findRow(table, progIdx, funcIdx, row.start) ?? -1;
    return {
      desc: row.site ? (view?.descs[row.site.progIdx]?.[row.site.pokeIdx] ?? null) : null,
      freed: view?.progs[progIdx] === 'freed',
      slot: slotWords(row),
      pointers: pointers.get(gridRow) ?? NO_POINTERS,
      text: (bytes) => print(bytes, row.image.addr + BigInt(row.start), syntax),
      bpf: insnIdx < 0 ? '' : printBpf(progIdx, insnIdx),
    };
  };
  return { input, palette, table, factsOf };
}

function isInsn(row: PictureRow): row is PictureInsn {
  return row.kind === 'insn';
}

/** Columns wide enough for what the rows hold, within reason. */
function columnsFor(rows: readonly PictureRow[], pen: Pen): RowColumns {
  let cells = 5;
  let asm = 24;
  let bpf = 12;
  let hasSite = false;
  for (const row of rows.filter(isInsn)) {
    const facts = pen.factsOf(row);
    cells = Math.max(cells, row.end - row.start);
    asm = Math.max(asm, facts.text(row.image.bytes.subarray(row.start, row.end)).length);
    bpf = Math.max(bpf, facts.bpf.length + 4);
    hasSite ||= row.site !== null;
  }
  const bytes = 28 + 44 + 28 + 12;
  // Under the bytes of a site stand its state and its slot.
  const least = hasSite ? 11 : 5;
  const asmAt = bytes + Math.max(cells, least) * CELL + 24;
  const bpfAt = asmAt + Math.min(asm, 34) * 7.8 + 20;
  const width = bpfAt + Math.min(bpf, 34) * 7.8 + 8;
  return { off: 32, letter: 72, bytes, asm: asmAt, bpf: bpfAt, width };
}

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
  return pen.factsOf(row).desc?.[row.site.which].poke ? 32 : 18;
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

function drawColumn(column: Column, columns: RowColumns, pen: Pen): string {
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

interface Laid {
  readonly columns: readonly Column[];
  readonly shape: RowColumns;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** The number of columns that lets rows be largest in `room`. */
function layRows(rows: readonly PictureRow[], room: Room, pen: Pen): Laid {
  const shape = columnsFor(rows, pen);
  const most = room.height === null ? 1 : MOST_COLUMNS;
  let best: Laid | null = null;
  for (let count = 1; count <= most; count++) {
    const columns = columnsOf(rows, count);
    const width = columns.length * shape.width + (columns.length - 1) * COLUMN_GAP;
    const height = Math.max(...columns.map((column) => column.height));
    const scale =
      room.height === null ? 1 : Math.min(LARGEST, room.width / width, room.height / height);
    if (!best || scale > best.scale * 1.05) best = { columns, shape, scale, width, height };
  }
  return best ?? { columns: [], shape, scale: 1, width: 0, height: 0 };
}

function layChoice(room: Room, pen: Pen): Laid {
  const { choice } = pen.input;
  const around = (reach: number | null) =>
    layRows(pictureRows(pen.table, choice, reach), room, pen);
  if (choice.extent === 'whole') return around(null);
  if (room.height === null) return around(REACHES[2] ?? null);
  let laid = around(REACHES[0] ?? null);
  for (const reach of REACHES) {
    if (laid.scale >= READABLE) break;
    laid = around(reach);
  }
  return laid;
}

const SITE_STATES: readonly { readonly state: SiteState; readonly words: string }[] = [
  { state: 'empty', words: 'empty: P1 jmp, P2 nop' },
  { state: 'armed', words: 'armed: P1 jmp, P2 jmp' },
  { state: 'live', words: 'live: P1 nop, P2 jmp' },
];

/** What the letters, hues and shapes mean: of those that can be seen. */
function legendOf(rows: readonly PictureRow[], pen: Pen): LegendEntry[] {
  const { palette } = pen;
  const insns = rows.filter(isInsn);
  const shown = new Set(insns.map((row) => partOf(row)));
  const entry = (
    letter: string,
    word: string,
    ink: { hue: string; soft: string; ink: string },
  ) => ({
    width: 24,
    word,
    draw:
      rect(0, -9, 24, 18, { rx: 2, fill: ink.soft }) +
      rect(0, 7, 24, 2, { fill: ink.hue }) +
      words(12, 0, letter, {
        size: 11,
        face: 'mono',
        weight: 700,
        fill: ink.ink,
        anchor: 'middle',
      }),
  });
  const parts = PART_ORDER.filter((part) => part !== 'body' && shown.has(part)).map((part) =>
    entry(PART_LABELS[part].letter, PART_LABELS[part].word, inkOf(part, palette)),
  );
  const facts = insns.filter((row) => row.site).map((row) => pen.factsOf(row));
  const isFlying = facts.some(({ desc }) => desc?.bypass.poke != null || desc?.target.poke != null);
  const flight = {
    hue: palette('--flight'),
    soft: palette('--flight-soft'),
    ink: palette('--flight-ink'),
  };
  const states = facts.length === 0 ? [] : SITE_STATES;
  return [
    ...parts,
    ...(isFlying ? [entry('cc', 'in flight', flight)] : []),
    ...states.map(({ state, words }) => ({
      width: 12,
      word: words,
      draw: stateGlyph(state, 6, [6, 0], palette),
    })),
  ];
}

export function bytePicture(input: BytePictureInput, style: PictureStyle): Picture {
  const pen = penFor(input, style.palette);
  const all = pictureRows(pen.table, input.choice, input.choice.extent === 'whole' ? null : 2);
  return framed(style, input.caption, legendOf(all, pen), (room): PictureBody => {
    const { columns, shape, scale, width, height } = layChoice(room, pen);
    const content = columns.map((column, nth) =>
      moved(nth * (shape.width + COLUMN_GAP), 0, 1, drawColumn(column, shape, pen)),
    );
    return { width, height, scale, content: content.join('') };
  });
}
