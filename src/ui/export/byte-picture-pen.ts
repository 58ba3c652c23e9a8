// What the bytes' picture is drawn with: names, printers, the machine at the cursor, widths.

import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { buildRowTable, findRow, type RowTable } from '../bytes/byte-rows.ts';
import { cpuPointers, NO_POINTERS } from '../bytes/cpu-pointers.ts';
import { makeBpfPrinter, type Syntax } from '../bytes/insn-text.ts';
import { makeX86Printer } from '../bytes/x86-printer.ts';
import { labNames } from '../shared/lab-names.ts';
import { CELL } from './byte-picture-cells.ts';
import type { PictureInsn, RowColumns, RowFacts } from './byte-picture-facts.ts';
import type { PictureRow, RowChoice } from './byte-picture-rows.ts';
import type { Palette } from './palette.ts';
import type { Caption } from './picture-frame.ts';

export interface BytePictureInput {
  readonly result: LabResult;
  /** The machine at the cursor; null for a lab that does not run. */
  readonly view: MachineView | null;
  readonly syntax: Syntax;
  readonly choice: RowChoice;
  readonly caption: Caption;
}

/** Everything that rows are drawn with. */
export interface Pen {
  readonly input: BytePictureInput;
  readonly palette: Palette;
  readonly table: RowTable;
  factsOf(row: PictureInsn): RowFacts;
}

export function penFor(input: BytePictureInput, palette: Palette): Pen {
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

export function isInsn(row: PictureRow): row is PictureInsn {
  return row.kind === 'insn';
}

/** Columns wide enough for what the rows hold, within reason. */
export function columnsFor(rows: readonly PictureRow[], pen: Pen): RowColumns {
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
