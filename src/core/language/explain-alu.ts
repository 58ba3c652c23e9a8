// Arithmetic in a sentence or two. Authority: RFC 9669 sections 4.1 and 4.2.

import {
  BPF_ADD,
  BPF_ADDR_SPACE_CAST,
  BPF_ALU64,
  BPF_AND,
  BPF_ARSH,
  BPF_DIV,
  BPF_END,
  BPF_LSH,
  BPF_MOD,
  BPF_MOV,
  BPF_MUL,
  BPF_NEG,
  BPF_OR,
  BPF_RSH,
  BPF_SUB,
  BPF_X,
  BPF_XOR,
  type Insn,
  insnClass,
  OP_MASK,
} from '../bpf/index.ts';

interface Operands {
  readonly a: string;
  readonly b: string;
  readonly signed: boolean;
  readonly bits: number;
}

type Sentence = (operands: Operands) => string;

const SENTENCES: Readonly<Record<number, Sentence>> = {
  [BPF_ADD]: ({ a, b }) => `Adds ${b} to ${a}.`,
  [BPF_SUB]: ({ a, b }) => `Subtracts ${b} from ${a}.`,
  [BPF_MUL]: ({ a, b }) => `Multiplies ${a} by ${b}.`,
  [BPF_DIV]: ({ a, b, signed }) =>
    `Divides ${a} by ${b}, ${signed ? 'signed, towards zero' : 'unsigned'}; dividing by zero gives 0.`,
  [BPF_MOD]: ({ a, b, signed }) =>
    `Puts the remainder of ${a} / ${b} into ${a}, ${signed ? 'signed' : 'unsigned'}; with a divisor of zero ${a} stays as it is.`,
  [BPF_OR]: ({ a, b }) => `Sets every bit in ${a} that is set in ${b} (or).`,
  [BPF_AND]: ({ a, b }) => `Keeps only the bits of ${a} that are set in ${b} (and).`,
  [BPF_XOR]: ({ a, b }) => `Flips every bit of ${a} that is set in ${b} (xor).`,
  [BPF_LSH]: ({ a, b, bits }) => `Shifts ${a} left by ${b}, modulo ${bits}.`,
  [BPF_RSH]: ({ a, b, bits }) => `Shifts ${a} right by ${b}, modulo ${bits}; zeroes come in.`,
  [BPF_ARSH]: ({ a, b, bits }) =>
    `Shifts ${a} right by ${b}, modulo ${bits}; the sign bit comes in.`,
  [BPF_NEG]: ({ a }) => `Negates ${a}.`,
};

function explainMov(insn: Insn, a: string, b: string): string {
  if ((insn.code & BPF_X) === 0) {
    const extends64 = insnClass(insn) === BPF_ALU64 && insn.imm < 0;
    return `Sets ${a} to ${b}${extends64 ? ', sign-extended to 64 bits' : ''}.`;
  }
  if (insn.off === BPF_ADDR_SPACE_CAST) return `Turns the arena pointer in ${b} into one for ${a}.`;
  if (insn.off === 0) return `Copies ${b} to ${a}.`;
  return `Copies the low ${insn.off} bits of r${insn.src} to ${a}, sign-extended.`;
}

function explainEnd(insn: Insn): string {
  const what = `the low ${insn.imm} bits of r${insn.dst}`;
  const rest = insn.imm === 64 ? '' : ' and clears the bits above';
  if (insnClass(insn) === BPF_ALU64) return `Reverses the bytes of ${what}${rest}.`;
  if ((insn.code & BPF_X) !== 0) {
    return `Turns ${what} into big endian${rest}; on x86 that reverses the bytes.`;
  }
  return `Turns ${what} into little endian${rest}; on x86 the bytes stay in their order.`;
}

export function explainAlu(insn: Insn): string {
  const wide = insnClass(insn) === BPF_ALU64;
  const operation = insn.code & OP_MASK;
  if (operation === BPF_END) return explainEnd(insn);
  const letter = wide ? 'r' : 'w';
  const a = `${letter}${insn.dst}`;
  const b = (insn.code & BPF_X) === 0 ? String(insn.imm) : `${letter}${insn.src}`;
  const operands = { a, b, signed: insn.off === 1, bits: wide ? 64 : 32 };
  const sentence =
    operation === BPF_MOV ? explainMov(insn, a, b) : (SENTENCES[operation]?.(operands) ?? '');
  return wide ? sentence : `${sentence} 32 bits: the upper half of r${insn.dst} becomes zero.`;
}
