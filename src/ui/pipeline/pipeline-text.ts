// The three listings as plain text, for a mail or a diff.

import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import { objdumpFunc, objdumpNames } from '../../core/x86/index.ts';
import type { Syntax } from '../../store/model.ts';
import { kindsOf, removedAt } from './pipeline-passes.ts';
import type { PipelinePrinter } from './pipeline-print.ts';
import { removedReason } from './pipeline-words.ts';
import { functionStarts, isHighHalf } from './source-insns.ts';

export type Listing = 'source' | 'xlated' | 'x86';

const NOTE_COLUMN = 48;

function line(slot: number, text: string, note: string): string {
  const start = `${String(slot).padStart(4)}: ${text}`;
  return note === '' ? start : `${start.padEnd(NOTE_COLUMN)} ; ${note}`;
}

function sourceLines(prog: ProgResult, printer: PipelinePrinter): string[] {
  const starts = new Set(functionStarts(prog.insns));
  return prog.insns.flatMap((_, slot) => {
    if (isHighHalf(prog.insns, slot)) return [];
    const removed = removedAt(prog, slot);
    const note = removed ? `removed, ${removedReason(prog, removed)}` : '';
    const head = slot > 0 && starts.has(slot) ? [''] : [];
    return [...head, line(slot, printer.source(slot), note)];
  });
}

/** As `bpftool prog dump xlated`, with the passes behind. */
function xlatedLines(prog: ProgResult, printer: PipelinePrinter): string[] {
  const { xlated } = prog;
  if (xlated === null) return [];
  return xlated.subprogs.flatMap(({ name, start, end }) => {
    const lines = [`${name}:`];
    for (let slot = start; slot < end; slot++) {
      if (isHighHalf(xlated.insns, slot)) continue;
      const passes = kindsOf(prog, xlated.provenance.marks[slot] ?? 0).map(({ pass }) => pass);
      lines.push(line(slot, printer.xlated(slot), [...new Set(passes)].join(', ')));
    }
    return lines;
  });
}

function x86Lines(result: LabResult, prog: ProgResult, syntax: Syntax): string[] {
  const images = result.progs.flatMap(({ jit }) => jit?.funcs ?? []);
  const names = objdumpNames(images, result.symbols);
  return (prog.jit?.funcs ?? []).map((image) => objdumpFunc(image, syntax, names));
}

/** One column of a program; '' when there is nothing in it. */
export function listingText(
  which: Listing,
  { result, prog, syntax }: { result: LabResult; prog: ProgResult; syntax: Syntax },
  printer: PipelinePrinter,
): string {
  const lines = {
    source: () => sourceLines(prog, printer),
    xlated: () => xlatedLines(prog, printer),
    x86: () => x86Lines(result, prog, syntax),
  }[which]();
  return lines.length === 0 ? '' : `${lines.join(which === 'x86' ? '\n\n' : '\n')}\n`;
}
