// Looks through all images for a query, a stretch at a time, so that a million instructions freeze nothing.

import { bisectRight } from 'd3';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { type FuncSection, findRow, type RowTable } from './byte-rows.ts';
import { printersOf } from './explain-context.ts';
import { imageInMemory } from './image-memory.ts';
import type { Syntax } from './insn-text.ts';
import type { BytePattern, SearchQuery } from './search-query.ts';

/** Rows `row..last` of the whole table, both included. */
export interface SearchHit {
  readonly row: number;
  readonly last: number;
}

export interface ScanInput {
  readonly result: LabResult;
  readonly table: RowTable;
  readonly view: MachineView | null;
  readonly syntax: Syntax;
}

/** Hits in ascending order, in stretches: some are empty. */
export type Scan = Generator<readonly SearchHit[], void>;

/** Insns that are printed, and bytes that are compared, between two looks at the clock. */
const STRETCH = { insns: 256, bytes: 65_536 } as const;

function single(row: number | null): readonly SearchHit[] {
  return row === null ? [] : [{ row, last: row }];
}

function rowOfByte({ image, headRow }: FuncSection, byteOff: number): number | null {
  if (!image || byteOff >= image.bytes.length) return null;
  return headRow + bisectRight(image.insns.byteOff, byteOff);
}

function* scanAddress(input: ScanInput, query: Extract<SearchQuery, { kind: 'address' }>): Scan {
  const { addr } = query;
  for (const { image, progIdx, funcIdx } of input.table.sections) {
    if (!image || addr < image.addr || addr >= image.addr + BigInt(image.bytes.length)) continue;
    yield single(findRow(input.table, progIdx, funcIdx, Number(addr - image.addr)));
    return;
  }
  // No image is there: perhaps some insn loads the address or leads to it.
  yield* scanText(input, query.text.replace(/^0x/, ''));
}

function* scanOffset(input: ScanInput, query: Extract<SearchQuery, { kind: 'offset' }>): Scan {
  for (const section of input.table.sections) {
    const isMeant = query.func === null || section.name.toLowerCase() === query.func;
    if (isMeant) yield single(rowOfByte(section, query.byteOff));
  }
}

function matchesAt(bytes: Uint8Array, from: number, pattern: readonly BytePattern[]): boolean {
  return pattern.every(({ value, mask }, nth) => ((bytes[from + nth] ?? 0) & mask) === value);
}

function hitsOf(section: FuncSection, starts: readonly number[], length: number): SearchHit[] {
  const hits: SearchHit[] = [];
  for (const start of starts) {
    const row = rowOfByte(section, start);
    const last = rowOfByte(section, start + length - 1);
    if (row === null || last === null || hits.at(-1)?.row === row) continue;
    hits.push({ row, last });
  }
  return hits;
}

function* scanBytes(input: ScanInput, pattern: readonly BytePattern[]): Scan {
  for (const section of input.table.sections) {
    const bytes = imageInMemory(input.result, input.view, section.progIdx, section.funcIdx);
    const end = bytes.length - pattern.length;
    for (let from = 0; from <= end; from += STRETCH.bytes) {
      const starts: number[] = [];
      const stop = Math.min(end, from + STRETCH.bytes - 1);
      for (let at = from; at <= stop; at++) if (matchesAt(bytes, at, pattern)) starts.push(at);
      yield hitsOf(section, starts, pattern.length);
    }
  }
}

function* scanInsn(input: ScanInput, insnIdx: number): Scan {
  for (const { image, headRow } of input.table.sections) {
    if (!image) continue;
    const { insnIdx: slots } = image.insns;
    const row = headRow + 1 + slots.indexOf(insnIdx);
    if (row > headRow) yield [{ row, last: headRow + 1 + slots.lastIndexOf(insnIdx) }];
  }
}

/** Tells of each insn of a function whether its text holds `wanted`. */
function textTest(input: ScanInput, section: FuncSection, wanted: string) {
  const { x86, bpf } = printersOf(input.result);
  const { image, progIdx, funcIdx } = section;
  if (!image) return () => false;
  const bytes = imageInMemory(input.result, input.view, progIdx, funcIdx);
  const { byteOff, insnIdx } = image.insns;
  // All x86 insns of one BPF insn come together: its text is printed once.
  let slot = -1;
  let inBpf = false;
  return (insn: number): boolean => {
    const now = insnIdx[insn] ?? -1;
    if (now !== slot) {
      slot = now;
      inBpf = slot >= 0 && bpf(progIdx, slot).toLowerCase().includes(wanted);
    }
    if (inBpf) return true;
    const start = byteOff[insn] ?? 0;
    const code = bytes.subarray(start, byteOff[insn + 1] ?? bytes.length);
    return x86(code, image.addr + BigInt(start), input.syntax)
      .toLowerCase()
      .includes(wanted);
  };
}

function* scanText(input: ScanInput, wanted: string): Scan {
  for (const section of input.table.sections) {
    const { headRow, insnCount } = section;
    if (section.name.toLowerCase().includes(wanted)) yield single(headRow);
    const test = textTest(input, section, wanted);
    for (let from = 0; from < insnCount; from += STRETCH.insns) {
      const hits: SearchHit[] = [];
      const stop = Math.min(insnCount, from + STRETCH.insns);
      for (let insn = from; insn < stop; insn++) {
        if (test(insn)) hits.push({ row: headRow + 1 + insn, last: headRow + 1 + insn });
      }
      yield hits;
    }
  }
}

/** Looks for `query` in all of the table; nothing is done before the first `next`. */
export function scanFor(input: ScanInput, query: SearchQuery): Scan {
  switch (query.kind) {
    case 'address':
      return scanAddress(input, query);
    case 'offset':
      return scanOffset(input, query);
    case 'bytes':
      return scanBytes(input, query.pattern);
    case 'insn':
      return scanInsn(input, query.insnIdx);
    case 'text':
      return scanText(input, query.text);
  }
}
