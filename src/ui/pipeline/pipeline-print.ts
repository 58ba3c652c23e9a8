// Text of the three columns of one program.

import { insnSlots, printDisasm } from '../../core/bpf/index.ts';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import type { Addressing, Syntax } from '../../store/model.ts';
import { makeX86Printer } from '../bytes/x86-printer.ts';

const PSEUDO_MAP_VALUE = 2;

export interface X86Text {
  readonly place: string;
  readonly bytes: string;
  readonly asm: string;
}

export interface PipelinePrinter {
  source(slot: number): string;
  xlated(slot: number): string;
  x86(func: number, insn: number): X86Text;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Names of kernel functions by the imm of a call. */
function helperNames({ symbols }: LabResult): ReadonlyMap<number, string> {
  const callBase = symbols.get('__bpf_call_base') ?? 0n;
  return new Map(
    [...symbols].map(([name, addr]) => [Number(BigInt.asIntN(32, addr - callBase)), name]),
  );
}

function xlatedPrinter(result: LabResult, prog: ProgResult): (slot: number) => string {
  const helpers = helperNames(result);
  const { xlated } = prog;
  return (slot) => {
    const insn = xlated?.insns[slot];
    if (!insn) return '';
    return printDisasm(xlated.insns.slice(slot, slot + insnSlots(insn)), {
      call: ({ imm }) => `${helpers.get(imm) ?? 'unknown'}#${imm}`,
      subprog: ({ imm }) => xlated.subprogs[imm]?.name ?? '',
      map: (low, high) => {
        const name = `map[${result.maps[low.imm]?.name ?? low.imm}]`;
        return low.src === PSEUDO_MAP_VALUE ? `${name}[0]+${high.imm >>> 0}` : name;
      },
    });
  };
}

/** Prints what is looked at, and nothing before. `text`: the lab that `result` is of. */
export function makePrinter(
  result: LabResult,
  prog: ProgResult,
  look: { readonly text: string; readonly syntax: Syntax; readonly addressing: Addressing },
): PipelinePrinter {
  const x86 = makeX86Printer(result);
  return {
    source: (slot) => {
      const span = prog.spans[slot];
      const insn = prog.insns[slot];
      if (span) return look.text.slice(span.start, span.end).trim();
      return insn ? printDisasm(prog.insns.slice(slot, slot + insnSlots(insn))) : '';
    },
    xlated: xlatedPrinter(result, prog),
    x86: (func, insn) => {
      const image = prog.jit?.funcs[func];
      const start = image?.insns.byteOff[insn];
      if (!image || start === undefined) return { place: '', bytes: '', asm: '' };
      const bytes = image.bytes.subarray(
        start,
        image.insns.byteOff[insn + 1] ?? image.bytes.length,
      );
      const addr = image.addr + BigInt(start);
      return {
        place: look.addressing === 'offset' ? start.toString(16) : addr.toString(16),
        bytes: hexOf(bytes),
        asm: x86(bytes, addr, look.syntax),
      };
    },
  };
}
