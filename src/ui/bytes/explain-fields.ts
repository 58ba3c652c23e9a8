// The encoding fields of an instruction with their values, and what the bits say by the manual alone.
// Authority: Intel SDM vol. 2A, chapter 2, through the decoder's own explanations.

import { bytesToHex } from '../../core/base/index.ts';
import {
  ENCODING_FIELDS,
  type EncodingField,
  explainField,
  type X86Bad,
  type X86Insn,
} from '../../core/x86/index.ts';
import { regNumber, withBpfReg } from './explain-registers.ts';

export interface InsnField {
  readonly field: EncodingField;
  /** `ModRM`, `disp32`, `rel8`. */
  readonly name: string;
  /** Bytes `from..to` (exclusive) of the insn. */
  readonly from: number;
  readonly to: number;
  readonly hex: string;
  /** `mod=10 reg=000 rm=101`, `-0x44`. */
  readonly value: string;
  /** What the value says to a decoder. */
  readonly meaning: string;
}

/** Letter of each field: colour never stands alone. */
export const FIELD_LETTERS: Readonly<Record<EncodingField, string>> = {
  prefix: 'P',
  rex: 'R',
  opcode: 'O',
  modrm: 'M',
  sib: 'S',
  disp: 'D',
  imm: 'I',
};

type FieldText = Pick<InsnField, 'name' | 'value' | 'meaning'>;

function bits(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}

/** `-0x44`, `+0xd`: displacements and distances keep their sign. */
export function signedHex(value: number, plus = ''): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `${plus}0x${value.toString(16)}`;
}

const REX_MEANINGS = [
  ['W', '64-bit operands'],
  ['R', 'fourth bit of ModRM.reg'],
  ['X', 'fourth bit of SIB.index'],
  ['B', 'fourth bit of the base, rm or opcode register'],
] as const;

function rexText(rex: number): FieldText {
  const set = REX_MEANINGS.filter((_, nth) => (rex >> (3 - nth)) & 1);
  return {
    name: 'REX',
    value: REX_MEANINGS.map(([bit], nth) => `${bit}=${(rex >> (3 - nth)) & 1}`).join(' '),
    meaning:
      set.length === 0
        ? 'spl, bpl, sil and dil in place of ah, ch, dh and bh'
        : set.map(([bit, meaning]) => `${bit}: ${meaning}`).join('; '),
  };
}

/** Puts the BPF register beside each x86 name. */
function named(text: string): string {
  return text.replaceAll(/\b([re]?[a-ds][xpi]|r\d+[dwb]?|[abcd]l|[sbd][pi]l)\b/g, withBpfReg);
}

/** A register, or the member of an opcode group that the three bits choose. */
function regMeaning(reg: string): string {
  if (reg === 'unused') return 'reg: unused';
  return regNumber(reg) < 0 ? `reg makes it ${reg}` : `reg: ${named(reg)}`;
}

function modrmText(modrm: number, explained: string): FieldText {
  const [, reg = '', rm = ''] = /reg=\d \((.*?)\) rm=\d \((.*)\)$/.exec(explained) ?? [];
  return {
    name: 'ModRM',
    value: `mod=${bits(modrm >> 6, 2)} reg=${bits((modrm >> 3) & 7, 3)} rm=${bits(modrm & 7, 3)}`,
    meaning: `${regMeaning(reg)}; rm: ${named(rm)}`,
  };
}

function sibText(sib: number, explained: string): FieldText {
  const [, index = '', base = ''] = /index=\d \((.*?)\) base=\d \((.*)\)$/.exec(explained) ?? [];
  return {
    name: 'SIB',
    value: `scale=${bits(sib >> 6, 2)} index=${bits((sib >> 3) & 7, 3)} base=${bits(sib & 7, 3)}`,
    meaning: `${named(base)} + ${named(index)} × ${1 << (sib >> 6)}`,
  };
}

/** Value of the constant that lies in bytes `from..to`, sign extended. */
function readSigned(bytes: Uint8Array, from: number, to: number): bigint {
  let value = 0n;
  for (let i = to - 1; i >= from; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return BigInt.asIntN(8 * (to - from), value);
}

function immText(insn: X86Insn, from: number, to: number): FieldText {
  const width = 8 * (to - from);
  const value = readSigned(insn.bytes, from, to);
  if (insn.operands.some((operand) => operand.kind === 'rel')) {
    const meaning = `counted from the next instruction: ${value} bytes`;
    return { name: `rel${width}`, value: signedHex(Number(value), '+'), meaning };
  }
  if (width === 64) {
    const hex = `0x${BigInt.asUintN(64, value).toString(16)}`;
    return { name: 'imm64', value: hex, meaning: 'the whole of a 64-bit register' };
  }
  const small = Number(value);
  const extends64 = insn.size === 64 ? ', sign-extended to 64 bits' : '';
  return { name: `imm${width}`, value: signedHex(small), meaning: `${small}${extends64}` };
}

function dispText(insn: X86Insn, from: number, to: number): FieldText {
  const value = Number(readSigned(insn.bytes, from, to));
  return { name: `disp${8 * (to - from)}`, value: signedHex(value), meaning: `${value}` };
}

/** What the decoder says behind its colon: "mov", "pop, register 3 (rbx)". */
function afterColon(explained: string): string {
  return explained.slice(explained.indexOf(': ') + 2);
}

function textOf(insn: X86Insn, field: EncodingField, from: number, to: number): FieldText {
  const last = explainField(insn, to - 1);
  switch (field) {
    case 'rex':
      return rexText(insn.bytes[from] ?? 0);
    case 'modrm':
      return modrmText(insn.modrm, last);
    case 'sib':
      return sibText(insn.sib, last);
    case 'disp':
      return dispText(insn, from, to);
    case 'imm':
      return immText(insn, from, to);
    case 'opcode':
    case 'prefix': {
      const value = bytesToHex(insn.bytes.subarray(from, to), ' ');
      return {
        name: field,
        value,
        meaning: named(
          afterColon(last)
            .replace(/, chosen by .*/, '')
            .replace(/ \((\w+)\)/, ': $1'),
        ),
      };
    }
  }
}

/** Fields of an insn from first byte to last; prefixes one by one, all else whole. */
export function fieldsOfInsn(insn: X86Insn | X86Bad): readonly InsnField[] {
  if (insn.kind === 'bad') {
    const hex = bytesToHex(insn.bytes);
    const meaning = 'not an instruction that the JIT emits';
    return [{ field: 'opcode', name: 'byte', from: 0, to: 1, hex, value: hex, meaning }];
  }
  const found: InsnField[] = [];
  for (let from = 0; from < insn.length; ) {
    const field = ENCODING_FIELDS[insn.fields[from] ?? 0] ?? 'opcode';
    let to = from + 1;
    if (field !== 'prefix') while (insn.fields[to] === insn.fields[from]) to += 1;
    const hex = bytesToHex(insn.bytes.subarray(from, to), ' ');
    found.push({ field, from, to, hex, ...textOf(insn, field, from, to) });
    from = to;
  }
  return found;
}
