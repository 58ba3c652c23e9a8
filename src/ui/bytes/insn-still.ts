// What never changes about a row while one result is on screen; printed when it is first looked at.

import type { Part } from '../../core/jit/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Addressing } from '../../store/model.ts';
import { type BpfPrinter, makeBpfPrinter, type Syntax } from './insn-text.ts';
import { partOf, startsGroup } from './row-groups.ts';
import type { InsnRow } from './row-look.ts';
import { makeX86Printer } from './x86-printer.ts';

/** How rows are to be worded. */
export interface Wording {
  readonly result: LabResult;
  readonly syntax: Syntax;
  readonly addressing: Addressing;
  /** Kernel addresses in full. */
  readonly longAddress: boolean;
  /** The lab text that `result` is of; '' leaves the source out. */
  readonly text: string;
}

export interface InsnStill {
  readonly off: string;
  readonly part: Part;
  readonly insnIdx: number;
  readonly starts: boolean;
  readonly xlated: string;
  readonly source: string;
}

const LOW_HALF = 0xffff_ffffn;

function placeText({ addressing, longAddress }: Wording, { image, start }: InsnRow): string {
  if (addressing === 'offset') return `+${start.toString(16)}`;
  const addr = image.addr + BigInt(start);
  if (longAddress) return addr.toString(16);
  return `…${(addr & LOW_HALF).toString(16).padStart(8, '0')}`;
}

/** Slot of the source program that a slot of the xlated one came from; -1 for none. */
function originOf(result: LabResult, progIdx: number, insnIdx: number): number {
  return insnIdx < 0 ? -1 : (result.progs[progIdx]?.xlated?.origin[insnIdx] ?? -1);
}

/** The lab's words for a row, if those of the row above are others. */
function sourceText({ result, text }: Wording, row: InsnRow, insnIdx: number): string {
  const { progIdx } = row.section;
  const slot = originOf(result, progIdx, insnIdx);
  const span = result.progs[progIdx]?.spans[slot];
  if (!span) return '';
  const before = row.image.insns.insnIdx[row.insn - 1] ?? -1;
  const isSame = row.insn > 0 && originOf(result, progIdx, before) === slot;
  return isSame ? '' : text.slice(span.start, span.end).trim().replace(/\s+/g, ' ');
}

export interface RowPrinter {
  still(row: InsnRow): InsnStill;
  /** x86 text of bytes that stand at a row's place. */
  x86(row: InsnRow, bytes: Uint8Array): string;
}

export function makeRowPrinter(wording: Wording): RowPrinter {
  const { result, syntax } = wording;
  const print = makeX86Printer(result);
  const printBpf: BpfPrinter = makeBpfPrinter(result);
  return {
    still: (row) => {
      const insnIdx = row.image.insns.insnIdx[row.insn] ?? -1;
      const starts = startsGroup(row);
      const isShown = starts && insnIdx >= 0;
      return {
        off: placeText(wording, row),
        part: partOf(row),
        insnIdx,
        starts,
        xlated: isShown ? printBpf(row.section.progIdx, insnIdx) : '',
        source: isShown ? sourceText(wording, row, insnIdx) : '',
      };
    },
    x86: (row, bytes) => print(bytes, row.image.addr + BigInt(row.start), syntax),
  };
}
