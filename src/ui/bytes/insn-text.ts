// BPF text for rows on screen; nothing is printed before it is looked at.

import {
  insnSlots,
  isHelperCall,
  isLdImm64,
  isPseudoCall,
  printXlated,
} from '../../core/bpf/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

export type Syntax = 'att' | 'intel';

/** Text of slot `insnIdx` of program `progIdx`; '' where there is none. */
export type BpfPrinter = (progIdx: number, insnIdx: number) => string;

const PSEUDO_MAP_VALUE = 2;

/** Names of kernel functions by what a rewritten call of them holds. */
function helperNames(result: LabResult): Map<number, string> {
  const callBase = result.symbols.get('__bpf_call_base') ?? 0n;
  return new Map(
    [...result.symbols].map(([name, addr]) => [Number(BigInt.asIntN(32, addr - callBase)), name]),
  );
}

/** A printer that knows the names of one result: `call after`, `r2 = jmp_table ll`. */
export function makeBpfPrinter(result: LabResult): BpfPrinter {
  const helpers = helperNames(result);
  return (progIdx, insnIdx) => {
    const xlated = result.progs[progIdx]?.xlated;
    const insn = xlated?.insns[insnIdx];
    if (!xlated || !insn) return '';
    if (isPseudoCall(insn)) return `call ${xlated.subprogs[insn.imm]?.name ?? `pc+${insn.off}`}`;
    const helper = isHelperCall(insn) ? helpers.get(insn.imm) : undefined;
    if (helper !== undefined) return `call ${helper}`;
    if (isLdImm64(insn) && (insn.src === 1 || insn.src === PSEUDO_MAP_VALUE)) {
      const name = result.maps[insn.imm]?.name ?? `map ${insn.imm}`;
      const addend = xlated.insns[insnIdx + 1]?.imm ?? 0;
      return `r${insn.dst} = ${name}${insn.src === PSEUDO_MAP_VALUE ? `+${addend}` : ''} ll`;
    }
    return printXlated(xlated.insns.slice(insnIdx, insnIdx + insnSlots(insn)));
  };
}
