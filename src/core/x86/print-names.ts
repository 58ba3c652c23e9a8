// Names of registers, conditions, sizes and mnemonics as objdump spells them.
// Authority: GNU binutils 2.40 (objdump -d, AT&T and -M intel), by observation; Intel SDM vol. 1,
// section 3.4 (registers) and appendix B (conditions).

import { at } from '../base/index.ts';
import type { BitSize, RegOperand, X86Insn } from './decode-insn.ts';
import type { X86Op } from './decode-rows.ts';

const LEGACY = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'] as const;
const NUMBERED = [8, 9, 10, 11, 12, 13, 14, 15] as const;

const REG64 = [...LEGACY.map((name) => `r${name}`), ...NUMBERED.map((num) => `r${num}`)];
const REG32 = [...LEGACY.map((name) => `e${name}`), ...NUMBERED.map((num) => `r${num}d`)];
const REG16 = [...LEGACY, ...NUMBERED.map((num) => `r${num}w`)];
const REG8_LEGACY = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil'] as const;
const REG8 = [...REG8_LEGACY, ...NUMBERED.map((num) => `r${num}b`)];
const REG8_HIGH = ['ah', 'ch', 'dh', 'bh'];

/** Name of a general register without `%`: `rax`, `r8d`, `ah`. */
export function regName(reg: Pick<RegOperand, 'num' | 'size' | 'high'>): string {
  if (reg.high) return at(REG8_HIGH, reg.num);
  const names = reg.size === 64 ? REG64 : reg.size === 32 ? REG32 : reg.size === 16 ? REG16 : REG8;
  return at(names, reg.num);
}

const CONDITIONS = 'o no b ae e ne be a s ns p np l ge le g'.split(' ');

/** Suffix of a condition: 4 is `e`. */
function conditionName(cc: number): string {
  return at(CONDITIONS, cc);
}

/** AT&T's size letter; empty for 0. */
function sizeSuffix(size: BitSize): string {
  switch (size) {
    case 8:
      return 'b';
    case 16:
      return 'w';
    case 32:
      return 'l';
    case 64:
      return 'q';
    default:
      return '';
  }
}

/** Intel's word for a memory operand's size, with the blank behind; empty for 0. */
export function ptrName(size: BitSize): string {
  switch (size) {
    case 8:
      return 'BYTE PTR ';
    case 16:
      return 'WORD PTR ';
    case 32:
      return 'DWORD PTR ';
    case 64:
      return 'QWORD PTR ';
    case 128:
      return 'OWORD PTR ';
    default:
      return '';
  }
}

type BySize = Partial<Record<BitSize, string>>;

const CONVERT_ATT: Partial<Record<X86Op, BySize>> = {
  cbw: { 16: 'cbtw', 32: 'cwtl', 64: 'cltq' },
  cwd: { 16: 'cwtd', 32: 'cltd', 64: 'cqto' },
};
const CONVERT_INTEL: Partial<Record<X86Op, BySize>> = {
  cbw: { 16: 'cbw', 32: 'cwde', 64: 'cdqe' },
  cwd: { 16: 'cwd', 32: 'cdq', 64: 'cqo' },
};

/** Families whose mnemonic ends in the condition. */
function conditional(insn: X86Insn): string {
  return insn.op.slice(0, -2) + conditionName(insn.cc);
}

/** True for the two forms with eight bytes of constant or address. */
function isMovabs(insn: X86Insn): boolean {
  if (insn.op !== 'mov') return false;
  return insn.operands.some(
    (operand) =>
      (operand.kind === 'moffs' && !insn.prefixes.addrSize) ||
      (operand.kind === 'imm' && operand.byteLen === 8),
  );
}

/** True for the one-byte nop, 90. */
export function isPlainNop(insn: X86Insn): boolean {
  return insn.op === 'nop' && insn.modrm < 0;
}

function hasMemory(insn: X86Insn): boolean {
  return insn.operands.some((operand) => operand.kind === 'mem' || operand.kind === 'moffs');
}

/** Memory, or for movzx and crc32 the source of either kind, tells the second size. */
function sourceSize(insn: X86Insn): BitSize {
  const source = insn.operands[1];
  return source !== undefined && 'size' in source ? source.size : 0;
}

function movExtendAtt(insn: X86Insn): string {
  if (insn.op === 'movsxd') return insn.size === 64 ? 'movslq' : 'movsxd';
  return `${insn.op === 'movzx' ? 'movz' : 'movs'}${sizeSuffix(sourceSize(insn))}${sizeSuffix(insn.size)}`;
}

/** Stack and far-return families: AT&T and Intel differ in the name only. */
const STACK_OPS: ReadonlySet<X86Op> = new Set(['push', 'pop', 'pushf', 'popf', 'enter', 'leave']);
const FAR_OPS: ReadonlySet<X86Op> = new Set(['retf', 'iret']);
const STRING_OPS: ReadonlySet<X86Op> = new Set(['movs', 'cmps', 'ins', 'outs']);

/** Suffix for a size that neither a register nor the default tells. */
function impliedSuffix(insn: X86Insn): string {
  const { op, size } = insn;
  if (STACK_OPS.has(op)) return size === 16 && insn.operands[0]?.kind !== 'reg' ? 'w' : '';
  if (FAR_OPS.has(op)) return size === 32 ? '' : sizeSuffix(size);
  return '';
}

const LOOP_OPS: ReadonlySet<X86Op> = new Set(['loop', 'loope', 'loopne']);

/** Names that both syntaxes share, or null. */
function commonMnemonic(insn: X86Insn): string | null {
  if (insn.cc >= 0) return conditional(insn);
  if (isMovabs(insn)) return 'movabs';
  if (insn.op === 'cmpxchg8b' && insn.size === 128) return 'cmpxchg16b';
  if (insn.op === 'jrcxz' && insn.prefixes.addrSize) return 'jecxz';
  return null;
}

/** AT&T mnemonic without prefixes. `suffixed`: the form takes a size suffix for memory. */
export function mnemonicAtt(insn: X86Insn, suffixed: boolean): string {
  const common = commonMnemonic(insn) ?? CONVERT_ATT[insn.op]?.[insn.size];
  if (common !== undefined) return common;
  if (insn.op === 'movzx' || insn.op === 'movsx' || insn.op === 'movsxd') return movExtendAtt(insn);
  if (STRING_OPS.has(insn.op) || insn.op === 'sysret') return insn.op + sizeSuffix(insn.size);
  if (LOOP_OPS.has(insn.op)) return insn.op + (insn.prefixes.addrSize ? 'l' : '');
  if (insn.op === 'crc32')
    return hasMemory(insn) ? `crc32${sizeSuffix(sourceSize(insn))}` : 'crc32';
  const name = insn.op === 'retf' ? 'lret' : insn.op;
  return name + (suffixed && hasMemory(insn) ? sizeSuffix(insn.size) : impliedSuffix(insn));
}

/** Intel mnemonic without prefixes. */
export function mnemonicIntel(insn: X86Insn): string {
  const common = commonMnemonic(insn) ?? CONVERT_INTEL[insn.op]?.[insn.size];
  if (common !== undefined) return common;
  if (insn.op === 'sysret') return insn.size === 64 ? 'sysretq' : 'sysretd';
  return insn.op + (hasMemory(insn) ? '' : impliedSuffix(insn));
}
