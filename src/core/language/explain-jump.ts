// Jumps, calls and exit in a sentence or two. Authority: RFC 9669 sections 4.3 and 4.4.

import {
  BPF_FUNC_TAIL_CALL,
  BPF_JEQ,
  BPF_JGE,
  BPF_JGT,
  BPF_JLE,
  BPF_JLT,
  BPF_JMP,
  BPF_JNE,
  BPF_JSET,
  BPF_JSGE,
  BPF_JSGT,
  BPF_JSLE,
  BPF_JSLT,
  BPF_X,
  CODE_CALL,
  CODE_CALLX,
  CODE_EXIT,
  CODE_JA,
  CODE_JA32,
  CODE_JCOND,
  helperById,
  type Insn,
  insnClass,
  OP_MASK,
} from '../bpf/index.ts';

/** Where an insn stands: what a sentence needs to know beyond its fields. */
export interface JumpPlace {
  /** Name of the label or function that it names. */
  readonly target: string | null;
  readonly inFunction: boolean;
}

const TESTS: Readonly<Record<number, string>> = {
  [BPF_JEQ]: 'equals',
  [BPF_JNE]: 'differs from',
  [BPF_JSET]: 'has a bit in common with',
  [BPF_JGT]: 'is above (unsigned)',
  [BPF_JGE]: 'is at or above (unsigned)',
  [BPF_JLT]: 'is below (unsigned)',
  [BPF_JLE]: 'is at or below (unsigned)',
  [BPF_JSGT]: 'is greater than (signed)',
  [BPF_JSGE]: 'is at least (signed)',
  [BPF_JSLT]: 'is less than (signed)',
  [BPF_JSLE]: 'is at most (signed)',
};

/** The label, or a distance in slots. */
function goal(distance: number, { target }: JumpPlace): string {
  if (target !== null) return `to ${target}`;
  const slots = Math.abs(distance + (distance < 0 ? 1 : 0));
  if (slots === 0) return distance < 0 ? 'to itself' : 'to the next instruction';
  const many = slots === 1 ? '1 slot' : `${slots} slots`;
  return distance < 0 ? `${many} back` : `over ${many}`;
}

const TAIL_CALL_WORDS =
  'Goes on in the program in slot r3 of the prog array r2, with the context r1, and does not come back. ' +
  'If the slot is empty, r3 too large, or 33 tail calls have been made, the next instruction runs.';

function explainCall(insn: Insn, { target }: JumpPlace): string {
  if (insn.src === 1) {
    return `Calls the function ${target ?? `${insn.imm} slots away`}. r1 to r5 are its arguments and lose their values; r6 to r9 keep theirs.`;
  }
  if (insn.src === 2) return 'Calls a kernel function by its BTF id.';
  if (insn.imm === BPF_FUNC_TAIL_CALL) return TAIL_CALL_WORDS;
  const helper = helperById(insn.imm);
  const name = helper === null ? `number ${insn.imm}` : `bpf_${helper.name} (${helper.id})`;
  return `Calls the helper ${name}. r0 gets the result; r1 to r5 lose their values.`;
}

/** Any insn of the classes JMP and JMP32. */
export function explainJump(insn: Insn, place: JumpPlace): string {
  switch (insn.code) {
    case CODE_CALL:
      return explainCall(insn, place);
    case CODE_CALLX:
      return 'Calls through a register; no kernel accepts it.';
    case CODE_EXIT:
      return place.inFunction
        ? 'Returns to the caller; r0 is the result.'
        : 'Ends the program; r0 is its result.';
    case CODE_JA:
      return `Jumps ${goal(insn.off, place)}.`;
    case CODE_JA32:
      return `Jumps ${goal(insn.imm, place)}; the distance has 32 bits.`;
    case CODE_JCOND:
      return `Jumps ${goal(insn.off, place)} when the loop budget of the program is used up.`;
    default: {
      const letter = insnClass(insn) === BPF_JMP ? 'r' : 'w';
      const right = (insn.code & BPF_X) === 0 ? String(insn.imm) : `${letter}${insn.src}`;
      const test = TESTS[insn.code & OP_MASK] ?? 'meets';
      const low = letter === 'w' ? ' Only the low 32 bits are compared.' : '';
      return `Jumps ${goal(insn.off, place)} if ${letter}${insn.dst} ${test} ${right}.${low}`;
    }
  }
}
