// What an instruction does, in a sentence or two.

import type { LabRef } from '../asm/index.ts';
import {
  BPF_ALU,
  BPF_ALU64,
  BPF_JMP,
  BPF_JMP32,
  type Insn,
  insnClass,
  isLdImm64,
  ldImm64Value,
} from '../bpf/index.ts';
import { explainAlu } from './explain-alu.ts';
import { explainJump, type JumpPlace } from './explain-jump.ts';
import { explainMemory } from './explain-memory.ts';

function explainLdImm64([low, high]: readonly Insn[], ref: LabRef | undefined): string {
  if (low === undefined || high === undefined) return '';
  const into = `into r${low.dst}; takes two slots.`;
  if (ref?.kind === 'map') return `Puts the address of the map ${ref.name} ${into}`;
  if (ref?.kind === 'map_value') {
    return `Puts the address of byte ${ref.addend} of the first value of ${ref.name} ${into}`;
  }
  if (ref?.kind === 'func') return `Puts the address of the function ${ref.name} ${into}`;
  const value = ldImm64Value(low, high);
  if (low.src === 0) {
    return `Puts the 64-bit constant ${BigInt.asIntN(64, value)} (0x${value.toString(16)}) ${into}`;
  }
  return `Puts what the loader makes of kind ${low.src} and 0x${value.toString(16)} ${into}`;
}

/** Empty for an opcode that means nothing. */
export function explainInsn(
  slots: readonly Insn[],
  ref: LabRef | undefined,
  place: JumpPlace,
): string {
  const [insn] = slots;
  if (insn === undefined) return '';
  if (isLdImm64(insn)) return explainLdImm64(slots, ref);
  switch (insnClass(insn)) {
    case BPF_ALU:
    case BPF_ALU64:
      return explainAlu(insn);
    case BPF_JMP:
    case BPF_JMP32:
      return explainJump(insn, place);
    default:
      return explainMemory(insn);
  }
}
