// Compares our decoder with iced-x86: boundaries, mnemonics, operands and field offsets of every
// instruction of every image in a case.

import {
  Code,
  Decoder,
  DecoderOptions,
  Instruction,
  MemorySizeExt,
  Mnemonic,
  OpKind,
  Register,
} from 'iced-x86';
import { hexToBytes, u64 } from '../../../src/core/base/index.ts';
import {
  decodeAll,
  decodeInsn,
  ENCODING_FIELDS,
  type ImmOperand,
  type MemOperand,
  pairValue,
  printIntel,
  type X86Insn,
  type X86Operand,
} from '../../../src/core/x86/index.ts';
import type { Check, GoldenCase, GoldenDump, GoldenFunc } from '../golden.ts';

/** Our key where iced has one name for each width. */
const SIZED_NAMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  cbw: { 16: 'cbw', 32: 'cwde', 64: 'cdqe' },
  cwd: { 16: 'cwd', 32: 'cdq', 64: 'cqo' },
  iret: { 16: 'iret', 32: 'iretd', 64: 'iretq' },
  sysret: { 32: 'sysret', 64: 'sysretq' },
  cmpxchg8b: { 64: 'cmpxchg8b', 128: 'cmpxchg16b' },
  pushf: { 16: 'pushf', 64: 'pushfq' },
  popf: { 16: 'popf', 64: 'popfq' },
  xlat: { 8: 'xlatb' },
};
const STRING_SUFFIX: Readonly<Record<number, string>> = { 8: 'b', 16: 'w', 32: 'd', 64: 'q' };
const STRING_OPS = new Set(['movs', 'cmps', 'stos', 'lods', 'scas', 'ins', 'outs']);

/** True for 90 and its prefixed forms, which iced calls nop. */
function isNop90(insn: X86Insn): boolean {
  if (insn.op !== 'xchg' || insn.modrm >= 0) return false;
  return insn.operands.every((operand) => operand.kind === 'reg' && operand.num === 0);
}

/** iced's mnemonic for our instruction. */
function expectedMnemonic(insn: X86Insn): string {
  if (insn.cc >= 0) return printIntel(insn, 0n).replace(/^.*?\b((?:j|set|cmov)[a-z]+) .*$/, '$1');
  if (isNop90(insn)) return 'nop';
  if (STRING_OPS.has(insn.op)) return insn.op + (STRING_SUFFIX[insn.size] ?? '');
  if (insn.op === 'jrcxz' && insn.prefixes.addrSize) return 'jecxz';
  return SIZED_NAMES[insn.op]?.[insn.size] ?? insn.op;
}

function registerName(reg: Register): string {
  // iced spells r8b as r8l.
  return (Register[reg] ?? '?').toLowerCase().replace(/^(r\d+)l$/, '$1b');
}

const NAMES_64 = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'];
const NAMES_8 = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil'];

/** Register name from number and size, written here again so that it does not depend on printing. */
function ourRegister(num: number, size: number, high: boolean): string {
  if (high) return ['ah', 'ch', 'dh', 'bh'][num] ?? '?';
  if (num >= 8) return `r${num}${{ 8: 'b', 16: 'w', 32: 'd' }[size] ?? ''}`;
  if (size === 8) return NAMES_8[num] ?? '?';
  const name = NAMES_64[num] ?? '?';
  return size === 64 ? name : size === 32 ? `e${name.slice(1)}` : name.slice(1);
}

/** Addresses of prefetches and the like: iced gives them no access size, the manual says m8. */
const SIZE_DIFFERS = new Set(['xlat', 'prefetchw', 'clflush', 'clflushopt']);

function memoryText(mem: MemOperand, insn: X86Insn, nextAddr: bigint): string {
  const address = mem.addrSize;
  const base = mem.base === null ? 'none' : ourRegister(mem.base, address, false);
  const index = mem.index === null ? 'none' : ourRegister(mem.index, address, false);
  const disp = mem.ripRelative ? nextAddr + BigInt(mem.disp) : BigInt(mem.disp);
  const wide = mem.ripRelative && address === 64 ? u64(disp) : BigInt.asUintN(address, disp);
  return [
    `base=${mem.ripRelative ? (address === 64 ? 'rip' : 'eip') : base}`,
    `index=${index}*${mem.index === null ? 1 : mem.scale}`,
    `disp=${wide.toString(16)}`,
    `segment=${mem.segment ?? 'none'}`,
    `size=${SIZE_DIFFERS.has(insn.op) ? '?' : mem.size}`,
  ].join(' ');
}

function icedMemoryText(iced: Instruction, insn: X86Insn, addrSize: number): string {
  const scale = iced.memoryIndex === Register.None ? 1 : iced.memoryIndexScale;
  const segment = registerName(iced.segmentPrefix);
  return [
    `base=${registerName(iced.memoryBase)}`,
    `index=${registerName(iced.memoryIndex)}*${scale}`,
    `disp=${BigInt.asUintN(addrSize, iced.memoryDisplacement).toString(16)}`,
    `segment=${segment === 'fs' || segment === 'gs' ? segment : 'none'}`,
    `size=${SIZE_DIFFERS.has(insn.op) ? '?' : 8 * MemorySizeExt.size(iced.memorySize)}`,
  ].join(' ');
}

const IMM_BYTES: Partial<Record<OpKind, number>> = {
  [OpKind.Immediate8]: 1,
  [OpKind.Immediate8_2nd]: 1,
  [OpKind.Immediate16]: 2,
  [OpKind.Immediate32]: 4,
  [OpKind.Immediate64]: 8,
  [OpKind.Immediate8to16]: 1,
  [OpKind.Immediate8to32]: 1,
  [OpKind.Immediate8to64]: 1,
  [OpKind.Immediate32to64]: 4,
};

function immText(imm: ImmOperand): string {
  const value = BigInt.asUintN(imm.size === 0 ? 64 : imm.size, pairValue(imm));
  return `imm=${value.toString(16)} bytes=${imm.byteLen === 0 ? 1 : imm.byteLen}`;
}

function ourOperand(operand: X86Operand, insn: X86Insn, nextAddr: bigint): string {
  switch (operand.kind) {
    case 'reg':
      return ourRegister(operand.num, operand.size, operand.high);
    case 'sreg':
      return operand.segment;
    case 'imm':
      return immText(operand);
    case 'rel':
      return `to=${u64(nextAddr + BigInt(operand.rel)).toString(16)}`;
    case 'moffs': {
      const address = pairValue(operand).toString(16);
      const segment = operand.segment ?? 'none';
      return `base=none index=none*1 disp=${address} segment=${segment} size=${operand.size}`;
    }
    case 'mem':
      return insn.modrm < 0
        ? `implied ${ourRegister(operand.base ?? 0, operand.addrSize, false)} ${operand.size}`
        : memoryText(operand, insn, nextAddr);
  }
}

const IMPLIED: Partial<Record<OpKind, string>> = {
  [OpKind.MemorySegESI]: 'esi',
  [OpKind.MemorySegRSI]: 'rsi',
  [OpKind.MemoryESEDI]: 'edi',
  [OpKind.MemoryESRDI]: 'rdi',
};

function icedOperand(iced: Instruction, i: number, ours: X86Operand, insn: X86Insn): string {
  const kind = iced.opKind(i);
  if (kind === OpKind.Register) return registerName(iced.opRegister(i));
  if (kind === OpKind.NearBranch64) return `to=${iced.nearBranchTarget.toString(16)}`;
  if (kind === OpKind.Memory && insn.op === 'xlat')
    return `implied ${registerName(iced.memoryBase)} 8`;
  if (kind === OpKind.Memory) {
    return icedMemoryText(iced, insn, ours.kind === 'mem' ? ours.addrSize : 64);
  }
  const implied = IMPLIED[kind];
  if (implied) return `implied ${implied} ${8 * MemorySizeExt.size(iced.memorySize)}`;
  const bytes = IMM_BYTES[kind];
  if (bytes === undefined) return `operand kind ${OpKind[kind] ?? kind}`;
  const size = ours.kind === 'imm' && ours.size !== 0 ? ours.size : 64;
  return `imm=${BigInt.asUintN(size, iced.immediate(i)).toString(16)} bytes=${bytes}`;
}

/** First and last offset of a field, or `-`. */
function fieldPlace(insn: X86Insn, field: 'disp' | 'imm'): string {
  const idx = ENCODING_FIELDS.indexOf(field);
  const first = insn.fields.indexOf(idx);
  return first < 0 ? '-' : `${first}..${insn.fields.lastIndexOf(idx)}`;
}

function place(has: boolean, start: number, size: number): string {
  return has ? `${start}..${start + size - 1}` : '-';
}

/** Offsets of displacement and constant. iced counts branch offsets as constants, as we do. */
function compareFields(decoder: Decoder, iced: Instruction, insn: X86Insn): string | null {
  const offsets = decoder.getConstantOffsets(iced);
  // An absolute address is a displacement to iced and a constant to the opcode map.
  const moffs = insn.operands.some((operand) => operand.kind === 'moffs');
  const immSize = offsets.immediateSize + (offsets.hasImmediate2 ? offsets.immediateSize2 : 0);
  const disp = place(offsets.hasDisplacement, offsets.displacementOffset, offsets.displacementSize);
  const imm = place(offsets.hasImmediate, offsets.immediateOffset, immSize);
  offsets.free();
  const wantedDisp = moffs ? '-' : disp;
  const wantedImm = moffs ? disp : imm;
  if (fieldPlace(insn, 'disp') !== wantedDisp) {
    return `disp at ${fieldPlace(insn, 'disp')}, iced ${wantedDisp}`;
  }
  return fieldPlace(insn, 'imm') === wantedImm
    ? null
    : `imm at ${fieldPlace(insn, 'imm')}, iced ${wantedImm}`;
}

function comparePrefixes(iced: Instruction, insn: X86Insn): string | null {
  if (insn.prefixes.lock !== iced.hasLockPrefix) return 'lock prefix differs';
  if ((insn.prefixes.rep === 'repnz') !== iced.hasRepnePrefix) return 'repnz prefix differs';
  return (insn.prefixes.rep === 'repz') === iced.hasRepPrefix ? null : 'repz prefix differs';
}

function compareOperands(iced: Instruction, insn: X86Insn, nextAddr: bigint): string | null {
  const operands = isNop90(insn) ? [] : insn.operands;
  if (operands.length !== iced.opCount) return `${operands.length} operands, iced ${iced.opCount}`;
  for (const [i, operand] of operands.entries()) {
    const ours = ourOperand(operand, insn, nextAddr);
    const theirs = icedOperand(iced, i, operand, insn);
    if (ours !== theirs) return `operand ${i}: ${ours}, iced ${theirs}`;
  }
  return null;
}

/** What differs between our reading of the instruction and iced's, or null. */
function compareInsn(decoder: Decoder, iced: Instruction, insn: X86Insn): string | null {
  const mnemonic = (Mnemonic[iced.mnemonic] ?? '?').toLowerCase();
  const expected = expectedMnemonic(insn);
  // Wide nops whose modrm.reg is not 0 have an undocumented second operand in iced.
  if (mnemonic === 'reservednop' && expected === 'nop') return compareFields(decoder, iced, insn);
  if (mnemonic !== expected) return `mnemonic ${expected}, iced ${mnemonic}`;
  return (
    compareOperands(iced, insn, iced.nextIP) ??
    comparePrefixes(iced, insn) ??
    compareFields(decoder, iced, insn)
  );
}

export interface ImageComparison {
  /** Instructions looked at. */
  readonly insns: number;
  /** First difference with its place, or null. */
  readonly difference: string | null;
}

/**
 * Instructions found equal before, by their bytes. Both decoders give operands that depend on the
 * bytes alone (a branch target only by adding the address), so once is enough.
 */
const knownEqual = new Set<string>();

/** Compares the decoding of `hex` at `addr` by us and by iced-x86. */
export function compareWithIced(hex: string, addr: bigint): ImageComparison {
  const bytes = hexToBytes(hex);
  const ours = decodeAll(bytes);
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  const iced = new Instruction();
  decoder.ip = addr;
  let insns = 0;
  let difference: string | null = null;
  while (decoder.canDecode && difference === null) {
    decoder.decodeOut(iced);
    difference = compareAt(insns);
    insns++;
  }
  if (difference === null && insns !== ours.count) {
    difference = `${ours.count} instructions, iced ${insns}`;
  }
  iced.free();
  decoder.free();
  return { insns, difference };

  function compareAt(idx: number): string | null {
    const byteOff = ours.byteOff[idx] ?? -1;
    const length = ours.byteLen[idx] ?? 0;
    const at = Number(iced.ip - addr);
    const key = hex.slice(2 * at, 2 * (at + iced.length));
    if (byteOff === at && length === iced.length && knownEqual.has(key)) return null;
    const found =
      byteOff !== at || length !== iced.length
        ? `starts at ${byteOff} with ${length} bytes, iced at ${at} with ${iced.length}`
        : compareDecoded(byteOff);
    if (found === null) knownEqual.add(key);
    return found === null ? null : `+0x${at.toString(16)} ${key}: ${found}`;
  }

  function compareDecoded(byteOff: number): string | null {
    const insn = decodeInsn(bytes, byteOff);
    const isInvalid = iced.code === Code.INVALID;
    if (insn.kind === 'bad') return isInvalid ? null : 'bad, but iced knows it';
    return isInvalid ? 'iced does not know it' : compareInsn(decoder, iced, insn);
  }
}

function isDump(value: unknown): value is Omit<GoldenDump, 'p'> {
  return typeof value === 'object' && value !== null && 'jited' in value;
}

/** Every image that a case shows, whatever the operation that dumped it. */
function imagesOf(golden: GoldenCase): GoldenFunc[] {
  return golden.ops.flatMap((op) => {
    if (op.op === 'dump') return isDump(op.result) ? (op.result.jited ?? []) : [];
    if (op.op === 'dumpall') return op.result.flatMap((dump) => dump.jited ?? []);
    return [];
  });
}

/** Every image of the case decodes to what iced-x86 says. */
export const checkDisasm: Check = (golden) => {
  const images = imagesOf(golden);
  if (images.length === 0) return { kind: 'none' };
  for (const image of images) {
    const addr = BigInt(`0x${image.addr.replace(/^0x/, '')}`);
    const { difference } = compareWithIced(image.bytes, addr);
    if (difference !== null) {
      return { kind: 'fail', detail: `image at ${image.addr}: ${difference}` };
    }
  }
  return { kind: 'pass' };
};
