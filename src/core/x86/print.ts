// Prints decoded instructions exactly as `objdump -d` does, in AT&T and Intel syntax.
// Authority: GNU binutils 2.40, by observation; the tests hold its output as vectors.
// Not modelled: objdump's column padding; a single blank separates mnemonic and operands.

import { type Addr, at, hexAddr, u64 } from '../base/index.ts';
import { X86_FORMS } from './decode-forms.ts';
import {
  type ImmOperand,
  type MemOperand,
  pairValue,
  type RelOperand,
  type X86Bad,
  type X86Insn,
  type X86Operand,
} from './decode-insn.ts';
import { mnemonicAtt, mnemonicIntel, ptrName, regName } from './print-names.ts';
import { branchHint, prefixWords } from './print-prefix.ts';

/** Names an address, e.g. `<entry+0x10>`; null if it has no name. */
export type Symbolize = (addr: Addr) => string | null;

/** Where an instruction stands, for targets and rip-relative addresses. */
interface Place {
  readonly nextAddr: Addr;
  readonly symbolize: Symbolize | undefined;
}

function signedHex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function immText(imm: ImmOperand): string {
  return hexAddr(BigInt.asUintN(imm.size === 0 ? 64 : imm.size, pairValue(imm)));
}

/** A branch target or data address: objdump drops the 0x in front of a name. */
function addrText(addr: Addr, place: Place): string {
  const symbol = place.symbolize?.(addr) ?? null;
  return symbol === null ? hexAddr(addr) : `${addr.toString(16)} ${symbol}`;
}

function relTarget(rel: RelOperand, place: Place): string {
  return addrText(u64(place.nextAddr + BigInt(rel.rel)), place);
}

/** The comment that objdump adds for a rip-relative operand. */
function ripComment(insn: X86Insn, place: Place): string {
  const mem = insn.operands.find((operand) => operand.kind === 'mem' && operand.ripRelative);
  if (mem === undefined || mem.kind !== 'mem') return '';
  return `        # ${addrText(u64(place.nextAddr + BigInt(mem.disp)), place)}`;
}

function unsignedDisp(mem: MemOperand): string {
  return hexAddr(BigInt.asUintN(mem.addrSize, BigInt(mem.disp)));
}

/** The index part of an address; `riz` says that a SIB byte without index was not needed. */
function indexName(insn: X86Insn, mem: MemOperand): string | null {
  if (mem.index !== null) return regName({ num: mem.index, size: mem.addrSize, high: false });
  if (insn.sib < 0) return null;
  const riz = mem.addrSize === 64 ? 'riz' : 'eiz';
  if (mem.base === null) return mem.scale === 1 && mem.addrSize === 64 ? null : riz;
  return (mem.base & 7) !== 4 || mem.scale !== 1 ? riz : null;
}

/** A 32-bit absolute address with a SIB byte: shown with eiz, but not as a signed distance. */
function isAbsolute32(mem: MemOperand): boolean {
  return mem.addrSize === 32 && mem.base === null && mem.index === null && !mem.ripRelative;
}

function baseName(mem: MemOperand): string | null {
  if (mem.ripRelative) return mem.addrSize === 64 ? 'rip' : 'eip';
  return mem.base === null ? null : regName({ num: mem.base, size: mem.addrSize, high: false });
}

function memAtt(insn: X86Insn, mem: MemOperand): string {
  const segment = mem.segment === null ? '' : `%${mem.segment}:`;
  const base = baseName(mem);
  const index = indexName(insn, mem);
  if (base === null && index === null) return segment + unsignedDisp(mem);
  const disp = mem.dispLen === 0 ? '' : isAbsolute32(mem) ? unsignedDisp(mem) : signedHex(mem.disp);
  const scaled = index === null ? '' : `,%${index},${mem.scale}`;
  return `${segment}${disp}(${base === null ? '' : `%${base}`}${scaled})`;
}

function memIntel(insn: X86Insn, mem: MemOperand): string {
  const segment = mem.segment === null ? '' : `${mem.segment}:`;
  const base = baseName(mem);
  const index = indexName(insn, mem);
  const size = ptrName(mem.size);
  if (base === null && index === null) {
    return `${size}${segment === '' ? 'ds:' : segment}${unsignedDisp(mem)}`;
  }
  const scaled = index === null ? null : `${index}*${mem.scale}`;
  const sum = [base, scaled].filter((part) => part !== null).join('+');
  return `${size}${segment}[${sum}${dispIntel(mem)}]`;
}

function dispIntel(mem: MemOperand): string {
  if (mem.dispLen === 0) return '';
  if (mem.ripRelative) return `+${hexAddr(u64(BigInt(mem.disp)))}`;
  if (isAbsolute32(mem)) return `+${unsignedDisp(mem)}`;
  return mem.disp < 0 ? signedHex(mem.disp) : `+${signedHex(mem.disp)}`;
}

function isStringMem(insn: X86Insn): boolean {
  return insn.modrm < 0;
}

function operandAtt(insn: X86Insn, operand: X86Operand, place: Place): string {
  switch (operand.kind) {
    case 'reg':
      if (isPort(insn, operand)) return '(%dx)';
      return `%${regName(operand)}`;
    case 'sreg':
      return `%${operand.segment}`;
    case 'mem':
      return isStringMem(insn) ? stringAtt(insn, operand) : memAtt(insn, operand);
    case 'moffs':
      return `${operand.segment === null ? '' : `%${operand.segment}:`}${hexAddr(pairValue(operand))}`;
    case 'imm':
      return `$${immText(operand)}`;
    case 'rel':
      return relTarget(operand, place);
  }
}

function isPort(insn: X86Insn, operand: X86Operand): boolean {
  if (operand.kind !== 'reg' || operand.num !== 2 || operand.size !== 16) return false;
  return ['in', 'out', 'ins', 'outs'].includes(insn.op);
}

/** String operands always show their segment. */
function stringAtt(insn: X86Insn, mem: MemOperand): string {
  return `%${mem.base === 7 ? 'es' : (mem.segment ?? 'ds')}:${memAtt(insn, { ...mem, segment: null })}`;
}

function stringIntel(insn: X86Insn, mem: MemOperand): string {
  const segment = mem.base === 7 ? 'es' : (mem.segment ?? 'ds');
  return ptrName(mem.size) + `${segment}:${memIntel(insn, { ...mem, segment: null, size: 0 })}`;
}

function operandIntel(insn: X86Insn, operand: X86Operand, place: Place): string {
  switch (operand.kind) {
    case 'reg':
      return regName(operand);
    case 'sreg':
      return operand.segment;
    case 'mem':
      return isStringMem(insn) ? stringIntel(insn, operand) : memIntel(insn, operand);
    case 'moffs':
      return `${operand.segment ?? 'ds'}:${hexAddr(pairValue(operand))}`;
    case 'imm':
      return operand.byteLen === 0 ? '1' : immText(operand);
    case 'rel':
      return relTarget(operand, place);
  }
}

function placeOf(insn: X86Insn, addr: Addr, symbolize: Symbolize | undefined): Place {
  return { nextAddr: u64(addr + BigInt(insn.length)), symbolize };
}

function joined(prefix: string, mnemonic: string, operands: readonly string[]): string {
  return `${prefix}${mnemonic}${operands.length === 0 ? '' : ` ${operands.join(',')}`}`;
}

/**
 * AT&T text of an instruction at `addr`. `symbolize` names branch targets and rip-relative
 * addresses. A bad byte prints as `(bad)`.
 */
export function printAtt(insn: X86Insn | X86Bad, addr: Addr, symbolize?: Symbolize): string {
  if (insn.kind === 'bad') return '(bad)';
  const place = placeOf(insn, addr, symbolize);
  const operands = insn.operands
    .filter((operand) => operand.kind !== 'imm' || operand.byteLen !== 0)
    .map((operand) => operandAtt(insn, operand, place));
  if (insn.op !== 'enter') operands.reverse();
  const indirect = (insn.op === 'jmp' || insn.op === 'call') && insn.modrm >= 0 ? '*' : '';
  const mnemonic = mnemonicAtt(insn, at(X86_FORMS, insn.formIdx).suffixed) + branchHint(insn);
  return (
    joined(
      prefixWords(insn, 'att'),
      mnemonic,
      operands.map((text) => indirect + text),
    ) + ripComment(insn, place)
  );
}

/** Intel text of an instruction at `addr`; otherwise as `printAtt`. */
export function printIntel(insn: X86Insn | X86Bad, addr: Addr, symbolize?: Symbolize): string {
  if (insn.kind === 'bad') return '(bad)';
  const place = placeOf(insn, addr, symbolize);
  const operands = insn.operands.map((operand) => operandIntel(insn, operand, place));
  return (
    joined(prefixWords(insn, 'intel'), mnemonicIntel(insn), operands) + ripComment(insn, place)
  );
}
