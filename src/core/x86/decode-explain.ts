// One line about one byte of an instruction: which field it belongs to and what its bits say.
// Authority: Intel SDM vol. 2A, sections 2.1 (prefixes, ModRM, SIB), 2.2.1 (REX), 2.3.5 (VEX).

import { assert, at, bytesToHex, hexAddr } from '../base/index.ts';
import { X86_FORMS } from './decode-forms.ts';
import {
  ENCODING_FIELDS,
  type EncodingField,
  type MemOperand,
  pairValue,
  type X86Bad,
  type X86Insn,
  type X86Operand,
} from './decode-insn.ts';
import { mnemonicIntel, regName } from './print-names.ts';

function hex(byte: number): string {
  return `0x${bytesToHex([byte])}`;
}

function fieldAt(insn: X86Insn, byteIdx: number): EncodingField {
  return at(ENCODING_FIELDS, at(insn.fields, byteIdx));
}

function firstOf(insn: X86Insn, field: EncodingField): number {
  return insn.fields.indexOf(ENCODING_FIELDS.indexOf(field));
}

/** The operand that the row takes from this part of the encoding: E, G, Z, ... */
function operandFrom(insn: X86Insn, methods: RegExp): X86Operand | undefined {
  const idx = at(X86_FORMS, insn.formIdx).operands.findIndex((code) => methods.test(code));
  return idx < 0 ? undefined : insn.operands[idx];
}

const PREFIX_TEXTS: Readonly<Record<number, string>> = {
  38: 'segment es, no effect in 64-bit mode',
  46: 'segment cs, no effect in 64-bit mode',
  54: 'segment ss, no effect in 64-bit mode',
  62: 'segment ds, no effect in 64-bit mode',
  100: 'segment fs',
  101: 'segment gs',
  102: 'operand size 16 bits',
  103: 'address size 32 bits',
  240: 'lock',
  242: 'repnz',
  243: 'repz',
};

const VEX_PREFIXES = ['none', '66', 'f3', 'f2'];

function bit(value: number, idx: number): number {
  return (value >> idx) & 1;
}

/** The three bytes of VEX. R, X, B and vvvv are stored inverted; the text gives their meaning. */
function explainVex(insn: X86Insn, byteIdx: number): string {
  const byte = at(insn.bytes, byteIdx);
  const place = byteIdx - (firstOf(insn, 'opcode') - 3);
  if (place === 0) return `vex ${hex(byte)}: three-byte VEX`;
  const inverted = ~byte & 0xff;
  if (place === 1) {
    const map = (byte & 0x1f) === 2 ? '0f38' : '0f3a';
    return `vex ${hex(byte)}: R=${bit(inverted, 7)} X=${bit(inverted, 6)} B=${bit(inverted, 5)} map=${map}`;
  }
  const vvvv = (inverted >> 3) & 15;
  const named = operandFrom(insn, /^B/);
  const name = named?.kind === 'reg' ? `${vvvv} (${regName(named)})` : 'none';
  const prefix = at(VEX_PREFIXES, byte & 3);
  return `vex ${hex(byte)}: W=${bit(byte, 7)} vvvv=${name} L=${bit(byte, 2)} prefix=${prefix}`;
}

function explainPrefix(insn: X86Insn, byteIdx: number): string {
  if (insn.prefixes.vex && byteIdx >= firstOf(insn, 'opcode') - 3) return explainVex(insn, byteIdx);
  const byte = at(insn.bytes, byteIdx);
  if (byte >= 0x40 && byte < 0x50) return `rex ${hex(byte)}: ignored, another prefix follows`;
  const { mandatory } = at(X86_FORMS, insn.formIdx);
  const isPartOfOpcode = mandatory > 0 && [0, 0x66, 0xf3, 0xf2][mandatory] === byte;
  const text = isPartOfOpcode ? `part of the opcode of ${insn.op}` : (PREFIX_TEXTS[byte] ?? '');
  return `prefix ${hex(byte)}: ${text}`;
}

function explainRex(rex: number): string {
  const bits = ['W', 'R', 'X', 'B'].filter((_, i) => bit(rex, 3 - i) === 1).join(' ');
  return `rex ${hex(rex)}: ${bits === '' ? 'no bits, makes spl, bpl, sil, dil of ah to bh' : bits}`;
}

function opcodeMeaning(insn: X86Insn): string {
  const { encoding } = at(X86_FORMS, insn.formIdx);
  const digit = /\/(\d)/.exec(encoding)?.[1];
  const name = mnemonicIntel(insn);
  if (digit !== undefined) return `${name}, chosen by modrm.reg=${digit}`;
  const operand = operandFrom(insn, /^Z/);
  const last = at(insn.bytes, insn.fields.lastIndexOf(ENCODING_FIELDS.indexOf('opcode')));
  if (operand?.kind === 'reg') return `${name}, register ${last & 7} (${regName(operand)})`;
  return insn.cc < 0 ? name : `${name}, condition ${insn.cc}`;
}

function explainOpcode(insn: X86Insn, byteIdx: number): string {
  const isLast = insn.fields[byteIdx + 1] !== ENCODING_FIELDS.indexOf('opcode');
  const text = isLast ? opcodeMeaning(insn) : 'escape, the opcode goes on';
  return `opcode ${hex(at(insn.bytes, byteIdx))}: ${text}`;
}

/** What modrm.rm addresses, e.g. `rbp+disp32`, `sib+disp8`, `rip+disp32`, `eax`. */
function rmText(insn: X86Insn, operand: X86Operand | undefined): string {
  if (operand?.kind === 'reg') return regName(operand);
  if (operand?.kind !== 'mem') return 'unused';
  const disp = operand.dispLen === 0 ? '' : `+disp${8 * operand.dispLen}`;
  if (insn.sib >= 0) return `sib${disp}`;
  return (operand.ripRelative ? 'rip' : baseText(operand)) + disp;
}

function baseText(mem: MemOperand): string {
  return mem.base === null ? 'none' : regName({ num: mem.base, size: mem.addrSize, high: false });
}

/** What modrm.reg says: a register, or which member of an opcode group is meant. */
function regText(insn: X86Insn): string {
  const operand = operandFrom(insn, /^(G|Sw)/);
  if (operand?.kind === 'reg') return regName(operand);
  if (operand?.kind === 'sreg') return operand.segment;
  const isChoice = at(X86_FORMS, insn.formIdx).encoding.includes('/');
  return isChoice ? mnemonicIntel(insn) : 'unused';
}

function explainModrm(insn: X86Insn): string {
  const { modrm } = insn;
  const rm = rmText(insn, operandFrom(insn, /^[EMR][a-z]/));
  return `modrm ${hex(modrm)}: mod=${modrm >> 6} reg=${(modrm >> 3) & 7} (${regText(insn)}) rm=${modrm & 7} (${rm})`;
}

function explainSib(insn: X86Insn): string {
  const mem = operandFrom(insn, /^[EM]/);
  assert(mem?.kind === 'mem', `sib ${insn.sib} without memory operand`);
  const index =
    mem.index === null ? 'none' : regName({ num: mem.index, size: mem.addrSize, high: false });
  const indexBits = (insn.sib >> 3) & 7;
  return `sib ${hex(insn.sib)}: scale=${mem.scale} index=${indexBits} (${index}) base=${insn.sib & 7} (${baseText(mem)})`;
}

function explainDisp(insn: X86Insn): string {
  const mem = operandFrom(insn, /^[EM]/);
  assert(mem?.kind === 'mem', 'displacement without memory operand');
  return `disp${8 * mem.dispLen} ${mem.disp}`;
}

function constantText(operand: X86Operand): string {
  switch (operand.kind) {
    case 'imm': {
      const value = operand.signed ? `${operand.lo}` : hexAddr(pairValue(operand));
      return `imm${8 * operand.byteLen} ${value}`;
    }
    case 'rel':
      return `rel${8 * operand.byteLen} ${operand.rel < 0 ? '' : '+'}${operand.rel}`;
    default:
      return operand.kind === 'moffs' ? `moffs ${hexAddr(pairValue(operand))}` : '';
  }
}

function explainImm(insn: X86Insn, byteIdx: number): string {
  let end = firstOf(insn, 'imm');
  for (const operand of insn.operands) {
    const isConstant = operand.kind === 'imm' || operand.kind === 'rel';
    if (operand.kind === 'moffs') return constantText(operand);
    if (isConstant) end += operand.byteLen;
    if (isConstant && byteIdx < end) return constantText(operand);
  }
  return 'imm';
}

/**
 * One line about byte `byteIdx` (0..length-1) of an instruction, such as
 * `modrm 0x85: mod=2 reg=0 (eax) rm=5 (rbp+disp32)`. Bytes of one displacement or constant share
 * their line.
 */
export function explainField(insn: X86Insn | X86Bad, byteIdx: number): string {
  assert(byteIdx >= 0 && byteIdx < insn.length, `byte ${byteIdx} of ${insn.length}`);
  if (insn.kind === 'bad') return `opcode ${hex(at(insn.bytes, 0))}: not a known instruction`;
  switch (fieldAt(insn, byteIdx)) {
    case 'prefix':
      return explainPrefix(insn, byteIdx);
    case 'rex':
      return explainRex(at(insn.bytes, byteIdx));
    case 'opcode':
      return explainOpcode(insn, byteIdx);
    case 'modrm':
      return explainModrm(insn);
    case 'sib':
      return explainSib(insn);
    case 'disp':
      return explainDisp(insn);
    case 'imm':
      return explainImm(insn, byteIdx);
  }
}
