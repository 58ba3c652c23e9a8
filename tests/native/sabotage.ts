// Faults planted in the executor, to see whether the comparison notices them.

import { execInsn, FLAG, REGFILE, type X86Cpu, type X86Insn } from '../../src/core/x86/index.ts';
import type { Exec } from './simulate.ts';

/** What a fault does behind an insn that completed. */
type Fault = (cpu: X86Cpu, insn: X86Insn) => void;

/** Turns bits of the register that the first operand is; nothing where that is memory. */
function flipInDst(cpu: X86Cpu, insn: X86Insn, lo: number, hi: number): void {
  const [dst] = insn.operands;
  if (dst?.kind !== 'reg') return;
  const word = cpu.base + REGFILE.gpr + 2 * dst.num;
  cpu.words[word] = (cpu.words[word] ?? 0) ^ lo;
  cpu.words[word + 1] = (cpu.words[word + 1] ?? 0) ^ hi;
}

function flipFlag(cpu: X86Cpu, flag: number): void {
  const word = cpu.base + REGFILE.flags;
  cpu.words[word] = (cpu.words[word] ?? 0) ^ flag;
}

function isByOne({ operands }: X86Insn): boolean {
  const [, count] = operands;
  return count?.kind === 'imm' && count.lo === 1;
}

interface Sabotage {
  /** The guilty op, which the explanation must name. */
  readonly op: string;
  readonly what: string;
  readonly fault: Fault;
}

export const SABOTAGES: readonly Sabotage[] = [
  {
    op: 'add',
    what: 'forgets the carry out of the low nibble',
    fault: (cpu) => flipFlag(cpu, FLAG.af),
  },
  { op: 'sub', what: 'has parity the wrong way round', fault: (cpu) => flipFlag(cpu, FLAG.pf) },
  {
    op: 'shl',
    what: 'by one has the wrong overflow',
    fault: (cpu, insn) => flipFlag(cpu, isByOne(insn) ? FLAG.of : 0),
  },
  {
    op: 'mov',
    what: 'of 32 bits touches the upper half',
    fault: (cpu, insn) => flipInDst(cpu, insn, 0, insn.size === 32 ? 1 : 0),
  },
  {
    op: 'imul',
    what: 'is off by one in the upper half',
    fault: (cpu, insn) => flipInDst(cpu, insn, 0, insn.size === 64 ? 1 : 0),
  },
  { op: 'bswap', what: 'loses a bit', fault: (cpu, insn) => flipInDst(cpu, insn, 1, 0) },
  {
    op: 'ret',
    what: 'drops eight bytes too many',
    fault: (cpu) => {
      const rsp = cpu.base + REGFILE.gpr + 8;
      cpu.words[rsp] = (cpu.words[rsp] ?? 0) + 8;
    },
  },
];

/** The executor with that fault in it. */
export function sabotaged({ op, fault }: Sabotage): Exec {
  return (cpu, prepared, insn) => {
    const stop = execInsn(cpu, prepared);
    if (stop === 0 && insn.kind === 'insn' && insn.op === op) fault(cpu, insn);
    return stop;
  };
}
