// The words that objdump puts before a mnemonic: prefixes that the instruction does not use.
// Authority: GNU binutils 2.40, by observation.

import { at } from '../base/index.ts';
import { PREFIX_66, PREFIX_F2, PREFIX_F3, X86_FORMS, type X86Form } from './decode-forms.ts';
import { ENCODING_FIELDS, type X86Insn } from './decode-insn.ts';
import type { X86Op } from './decode-rows.ts';
import { isPlainNop } from './print-names.ts';

export type Syntax = 'att' | 'intel';

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

/** Only the three-byte form of VEX is known. */
const VEX_BYTES = 3;

const SEGMENT_BYTES: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65]);

/** String insns that only repeat: their F3 is called rep. */
const REP_OPS: ReadonlySet<X86Op> = new Set(['movs', 'stos', 'lods', 'ins', 'outs']);

/** Read-modify-write ops that lock elision (SDM vol. 1, section 16.3.6) may begin or end. */
const LOCKABLE_OPS: ReadonlySet<X86Op> = new Set([
  ...(['add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'inc', 'dec', 'not', 'neg'] as const),
  ...(['bts', 'btr', 'btc', 'xadd', 'xchg', 'cmpxchg', 'cmpxchg8b'] as const),
]);
const BRANCH_OPS: ReadonlySet<X86Op> = new Set(['call', 'jmp', 'jcc', 'ret']);

/** True if F2 and F3 are xacquire and xrelease here. */
function elidesLock(byte: number, insn: X86Insn): boolean {
  if (insn.operands[0]?.kind !== 'mem') return false;
  if (insn.op === 'mov') return byte === 0xf3 && insn.operands[1]?.kind !== 'sreg';
  return LOCKABLE_OPS.has(insn.op) && (insn.prefixes.lock || insn.op === 'xchg');
}

function repName(byte: number, insn: X86Insn): string {
  if (byte === 0xf3 && REP_OPS.has(insn.op)) return 'rep';
  if (byte === 0xf2 && BRANCH_OPS.has(insn.op)) return 'bnd';
  if (elidesLock(byte, insn)) return byte === 0xf2 ? 'xacquire' : 'xrelease';
  return PREFIX_NAMES[byte] ?? '';
}

/** `isLast`: no later prefix is the same byte; only that one gets a name of its own. */
function prefixName(byte: number, insn: X86Insn, isLast: boolean): string {
  if (byte >= 0x40 && byte < 0x50) return rexName(byte);
  if (isLast && (byte === 0xf2 || byte === 0xf3)) return repName(byte, insn);
  if (isLast && byte === 0x3e && insn.modrm >= 0 && (insn.op === 'call' || insn.op === 'jmp')) {
    return 'notrack';
  }
  return PREFIX_NAMES[byte] ?? '';
}

/** `rex`, `rex.W`, `rex.WRXB`. */
function rexName(rex: number): string {
  const bits = ['W', 'R', 'X', 'B'].filter((_, i) => (rex & (8 >> i)) !== 0).join('');
  return bits === '' ? 'rex' : `rex.${bits}`;
}

/** Segment moves look at the operand size for a register only. */
function isSegmentStore(insn: X86Insn): boolean {
  return insn.op === 'mov' && insn.operands.some((operand) => operand.kind === 'sreg');
}

/** True if REX.W changes what the form does. */
function usesRexW(insn: X86Insn, form: X86Form): boolean {
  if (isPlainNop(insn)) return false;
  if (isSegmentStore(insn) && insn.modrm < 0xc0) return false;
  if ('vyx'.includes(form.sizeLetter) && form.sizeLetter !== '') return true;
  return form.operands.some((code) => /^([A-Z]s?[vyx]|rAX)$/.test(code));
}

/** True if prefix 66 changes what the form does. */
function usesOpSize(insn: X86Insn, form: X86Form): boolean {
  if (isSegmentStore(insn) && insn.modrm < 0xc0) return false;
  if (form.sizeLetter === 'q') return false;
  if ('vzn'.includes(form.sizeLetter) && form.sizeLetter !== '') return true;
  return form.operands.some((code) => /^([A-Z]s?[vzn]|rAX|eAX)$/.test(code));
}

/** Ops that objdump finds by their mandatory prefix: 66 counts as used whatever it does. */
const PREFIX_TABLE_OPS: ReadonlySet<X86Op> = new Set([
  ...(['bsf', 'bsr', 'tzcnt', 'lzcnt', 'popcnt'] as const),
  ...(['movbe', 'crc32', 'rdrand', 'rdseed'] as const),
]);

/** The REX bits that this form looks at. */
function usedRexBits(insn: X86Insn, form: X86Form): number {
  let used = usesRexW(insn, form) ? 8 : 0;
  if (form.operands.some((code) => /^G[a-z]/.test(code))) used |= 4;
  if (insn.sib >= 0) used |= 2;
  if (form.operands.some((code) => /^(Es|[EMRZ])[a-z]/.test(code))) used |= 1;
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

/** With 67 the counter is ecx, which the mnemonic tells; that of loop in AT&T syntax only. */
function countsInEcx(insn: X86Insn, syntax: Syntax): boolean {
  if (insn.op === 'jrcxz') return true;
  return syntax === 'att' && ['loop', 'loope', 'loopne'].includes(insn.op);
}

/** Addresses by register; an absolute one does not tell its width. */
function touchesMemory(insn: X86Insn): boolean {
  return insn.operands.some((operand) => operand.kind === 'mem');
}

function showsSegment(insn: X86Insn): boolean {
  if (X86_FORMS[insn.formIdx]?.operands.some((code) => code.startsWith('X'))) return true;
  return insn.operands.some(
    (operand) => (operand.kind === 'mem' || operand.kind === 'moffs') && operand.segment !== null,
  );
}

/** True if the last prefix of this kind is spelled by the mnemonic or the operands. */
function isUsed(byte: number, insn: X86Insn, form: X86Form, syntax: Syntax): boolean {
  if (byte === 0x66) {
    if (form.mandatory === PREFIX_66) return true;
    if (PREFIX_TABLE_OPS.has(insn.op) && form.mandatory < PREFIX_66) return true;
    return usesOpSize(insn, form) && (insn.prefixes.rex & 8) === 0;
  }
  if (byte === 0x67) return touchesMemory(insn) || countsInEcx(insn, syntax);
  if (byte === 0xf3) return form.mandatory === PREFIX_F3;
  if (byte === 0xf2) return form.mandatory === PREFIX_F2;
  // Whichever segment prefix stands last hides, though an earlier fs or gs may be in force.
  if (SEGMENT_BYTES.has(byte)) {
    return showsSegment(insn) || (syntax === 'att' && branchHint(insn) !== '');
  }
  return false;
}

/** True if no prefix of the same kind follows; all segment prefixes are one kind. */
function isLastOfKind(bytes: Uint8Array, here: number, prefixEnd: number): boolean {
  const byte = at(bytes, here);
  const rest = bytes.subarray(here + 1, prefixEnd);
  return SEGMENT_BYTES.has(byte)
    ? !rest.some((later) => SEGMENT_BYTES.has(later))
    : !rest.includes(byte);
}

const HINTED_OPS: ReadonlySet<X86Op> = new Set(['jcc', 'loop', 'loope', 'loopne', 'jrcxz']);

/** AT&T's suffix for the branch hint that 2e and 3e once were (SDM vol. 2A, 2.1.1), or ''. */
export function branchHint(insn: X86Insn): string {
  if (!HINTED_OPS.has(insn.op)) return '';
  const opcodeOff = insn.fields.indexOf(ENCODING_FIELDS.indexOf('opcode'));
  const last = insn.bytes.subarray(0, opcodeOff).findLast((byte) => SEGMENT_BYTES.has(byte));
  return last === 0x2e ? ',pn' : last === 0x3e ? ',pt' : '';
}

/** Words before the mnemonic, each with a blank behind. */
export function prefixWords(insn: X86Insn, syntax: Syntax): string {
  const form = at(X86_FORMS, insn.formIdx);
  const opcodeOff = insn.fields.indexOf(ENCODING_FIELDS.indexOf('opcode'));
  const prefixEnd = insn.prefixes.vex ? opcodeOff - VEX_BYTES : opcodeOff;
  let words = '';
  for (let i = 0; i < prefixEnd; i++) {
    const byte = at(insn.bytes, i);
    const isRex = insn.fields[i] === ENCODING_FIELDS.indexOf('rex');
    const isLast = isLastOfKind(insn.bytes, i, prefixEnd);
    const used = isRex ? rexIsUsed(insn, form) : isLast && isUsed(byte, insn, form, syntax);
    if (!used) words += `${prefixName(byte, insn, isLast)} `;
  }
  return words;
}
