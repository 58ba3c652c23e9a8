// BPF text for rows on screen; nothing is printed before it is looked at.

import { insnSlots, isLdImm64, isPseudoCall, printXlated } from '../../core/bpf/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

export type Syntax = 'att' | 'intel';

/** Text of slot `insnIdx` of program `progIdx`; '' where there is none. */
export type BpfPrinter = (progIdx: number, insnIdx: number) => string;

const PSEUDO_MAP_VALUE = 2;

/** A printer that knows the names of one result: `call after`, `r2 = jmp_table ll`. */
export function makeBpfPrinter(result: LabResult): BpfPrinter {
  return (progIdx, insnIdx) => {
    const xlated = result.progs[progIdx]?.xlated;
    const insn = xlated?.insns[insnIdx];
    if (!xlated || !insn) return '';
    if (isPseudoCall(insn)) return `call ${xlated.subprogs[insn.imm]?.name ?? `pc+${insn.off}`}`;
    if (isLdImm64(insn) && (insn.src === 1 || insn.src === PSEUDO_MAP_VALUE)) {
      const name = result.maps[insn.imm]?.name ?? `map ${insn.imm}`;
      const addend = xlated.insns[insnIdx + 1]?.imm ?? 0;
      return `r${insn.dst} = ${name}${insn.src === PSEUDO_MAP_VALUE ? `+${addend}` : ''} ll`;
    }
    return printXlated(xlated.insns.slice(insnIdx, insnIdx + insnSlots(insn)));
  };
}
