// The words that objdump puts before a mnemonic: prefixes that the instruction does not use.
// Authority: GNU binutils 2.40, by observation.

import { at } from '../base/index.ts';
import { PREFIX_66, PREFIX_F2, PREFIX_F3, X86_FORMS, type X86Form } from './decode-forms.ts';
import { ENCODING_FIELDS, type X86Insn } from './decode-insn.ts';
import type { X86Op } from './decode-rows.ts';

const PREFIX_NAMES: Readonly<Record<number, string>> = {
  38: 'es',
  46: 'cs',
  54: 'ss',
  62: 'ds',
  100: 'fs',
  101: 'gs',
  102: 'data16',
  103: 'addr32',
  240: 'lock',
  242: 'repnz',
  243: 'repz',
};

/** String insns that only repeat: their F3 is called rep. */
const REP_OPS: ReadonlySet<X86Op> = new Set(['movs', 'stos', 'lods', 'ins', 'outs']);

function prefixName(byte: number, insn: X86Insn): string {
  if (byte >= 0x40 && byte < 0x50) return rexName(byte);
  if (byte === 0xf3 && REP_OPS.has(insn.op)) return 'rep';
  return PREFIX_NAMES[byte] ?? '';
}

/** `rex`, `rex.W`, `rex.WRXB`. */
function rexName(rex: number): string {
  const bits = ['W', 'R', 'X', 'B'].filter((_, i) => (rex & (8 >> i)) !== 0).join('');
  return bits === '' ? 'rex' : `rex.${bits}`;
}

function usesSize(form: X86Form): boolean {
  if ('vzny'.includes(form.sizeLetter) && form.sizeLetter !== '') return true;
  return form.operands.some((code) => /^[A-Zr][vznyA]/.test(code));
}

/** The REX bits that this form looks at, with 40 if it looks at any. */
function usedRexBits(insn: X86Insn, form: X86Form): number {
  let used = 0;
  if (usesSize(form) && form.sizeLetter !== 'n') used |= 8;
  if (insn.modrm >= 0) {
    if (form.operands.some((code) => /^G[a-z]/.test(code))) used |= 4;
    used |= 1;
  }
  if (insn.sib >= 0) used |= 2;
  if (form.operands.some((code) => code.startsWith('Z'))) used |= 1;
  return used;
}

function rexIsUsed(insn: X86Insn, form: X86Form): boolean {
  const rex = insn.prefixes.rex & 15;
  if ((rex & ~usedRexBits(insn, form)) !== 0) return false;
  if (rex !== 0) return true;
  // A bare 40 matters where it turns ah, ch, dh, bh into spl, bpl, sil, dil.
  return insn.operands.some(
    (operand) => operand.kind === 'reg' && operand.size === 8 && (operand.num & 4) !== 0,
  );
}

function touchesMemory(insn: X86Insn): boolean {
  return insn.operands.some((operand) => operand.kind === 'mem' || operand.kind === 'moffs');
}

/** True if the last prefix of this kind is spelled by the mnemonic or the operands. */
function isUsed(byte: number, insn: X86Insn, form: X86Form): boolean {
  if (byte === 0x66) {
    if (form.mandatory === PREFIX_66) return true;
    return usesSize(form) && (insn.prefixes.rex & 8) === 0;
  }
  if (byte === 0x67) return touchesMemory(insn) || insn.op === 'jrcxz';
  if (byte === 0xf3) return form.mandatory === PREFIX_F3;
  if (byte === 0xf2) return form.mandatory === PREFIX_F2;
  if (byte === 0x64 || byte === 0x65) return touchesMemory(insn);
  return false;
}

/** Words before the mnemonic, each with a blank behind. */
export function prefixWords(insn: X86Insn): string {
  if (insn.prefixes.vex) return '';
  const form = at(X86_FORMS, insn.formIdx);
  const prefixEnd = insn.fields.indexOf(ENCODING_FIELDS.indexOf('opcode'));
  let words = '';
  for (let i = 0; i < prefixEnd; i++) {
    const byte = at(insn.bytes, i);
    const isRex = insn.fields[i] === ENCODING_FIELDS.indexOf('rex');
    const isLast = insn.bytes.lastIndexOf(byte, prefixEnd - 1) === i;
    const used = isRex ? rexIsUsed(insn, form) : isLast && isUsed(byte, insn, form);
    if (!used) words += `${prefixName(byte, insn)} `;
  }
  return words;
}
