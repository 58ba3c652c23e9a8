// Decodes x86-64 machine code: one instruction as a value, or whole images as columns.
// Authority: Intel SDM vol. 2A, chapter 2; vol. 2D, appendix A.
// Not modelled: see decode-insn.ts. Decoding does not check what makes a known encoding fault
// (lock on an insn that cannot take it): the printer shows such prefixes as objdump does.

import { at } from '../base/index.ts';
import { PREFIX_F2, PREFIX_F3, X86_FORMS, type X86Form } from './decode-forms.ts';
import {
  type BitSize,
  ENCODING_FIELDS,
  type EncodingField,
  type X86Bad,
  type X86Insn,
  type X86Operand,
  type X86Prefixes,
} from './decode-insn.ts';
import { operandOf, type ScannedBytes, segmentOf, sizeOf } from './decode-operands.ts';
import { makeScan, type Scan, scanInsn } from './decode-scan.ts';

function fieldIdx(field: EncodingField): number {
  return ENCODING_FIELDS.indexOf(field);
}

const PREFIX = fieldIdx('prefix');
const REX = fieldIdx('rex');
const OPCODE = fieldIdx('opcode');
const MODRM = fieldIdx('modrm');
const SIB = fieldIdx('sib');
const DISP = fieldIdx('disp');
const IMM = fieldIdx('imm');

/** Writes the field of each byte of a scanned insn to `fields` from `from` on. */
function fillFields(fields: Uint8Array, from: number, scan: Scan): void {
  if (scan.formIdx < 0) {
    fields[from] = OPCODE;
    return;
  }
  const past = scan.opcodeOff + scan.opcodeLen;
  fields.fill(PREFIX, from, from + scan.opcodeOff);
  if (scan.rex !== 0 && !scan.vex) fields[from + scan.opcodeOff - 1] = REX;
  fields.fill(OPCODE, from + scan.opcodeOff, from + past);
  if (scan.modrm >= 0) fields[from + past] = MODRM;
  if (scan.sib >= 0) fields[from + past + 1] = SIB;
  fields.fill(DISP, from + scan.dispOff, from + scan.immOff);
  fields.fill(IMM, from + scan.immOff, from + scan.length);
}

function prefixesOf(form: X86Form, scan: Scan): X86Prefixes {
  const partOfOpcode = form.mandatory === PREFIX_F2 || form.mandatory === PREFIX_F3;
  const rep = partOfOpcode || scan.rep === 0 ? null : scan.rep === 0xf3 ? 'repz' : 'repnz';
  return {
    lock: scan.lock,
    rep,
    opSize: scan.opSize,
    addrSize: scan.addrSize,
    segment: segmentOf(scan.segment),
    rex: scan.vex ? 0 : scan.rex,
    vex: scan.vex,
  };
}

function operandsOf(form: X86Form, source: ScannedBytes): X86Operand[] {
  let immAt = source.scan.immOff;
  return form.operands.map((code) => {
    const operand = operandOf(code, source, immAt);
    if (operand.kind === 'imm') immAt += operand.byteLen;
    return operand;
  });
}

function badAt(bytes: Uint8Array, byteOff: number): X86Bad {
  return {
    kind: 'bad',
    bytes: bytes.slice(byteOff, byteOff + 1),
    length: 1,
    fields: Uint8Array.of(OPCODE),
  };
}

/**
 * 90 is nop, not xchg eax,eax, which would clear the upper half of rax (SDM vol. 2B, NOP). With
 * REX.B it is an xchg after all; with 66 the difference does not show, and objdump says xchg.
 */
function isOneByteNop(form: X86Form, scan: Scan, size: BitSize): boolean {
  return form.op === 'xchg' && scan.opcode === 0x90 && (scan.rex & 1) === 0 && size !== 16;
}

const sharedScan = makeScan();

/**
 * Decodes the instruction at `byteOff` (0..bytes.length-1). Unknown bytes, and an instruction that
 * `bytes` cuts off, give an X86Bad of length 1.
 */
export function decodeInsn(bytes: Uint8Array, byteOff: number): X86Insn | X86Bad {
  const scan = sharedScan;
  const length = scanInsn(bytes, byteOff, bytes.length, scan);
  if (scan.formIdx < 0) return badAt(bytes, byteOff);
  const form = at(X86_FORMS, scan.formIdx);
  const size = sizeOf(form.sizeLetter, scan);
  const isNop = isOneByteNop(form, scan, size);
  const fields = new Uint8Array(length);
  fillFields(fields, 0, scan);
  return {
    kind: 'insn',
    op: isNop ? 'nop' : form.op,
    cc: form.conditional ? scan.opcode & 15 : -1,
    size,
    operands: isNop ? [] : operandsOf(form, { bytes, byteOff, scan, size }),
    prefixes: prefixesOf(form, scan),
    formIdx: scan.formIdx,
    bytes: bytes.slice(byteOff, byteOff + length),
    length,
    modrm: scan.modrm,
    sib: scan.sib,
    fields,
  };
}

/** A stretch of code cut into instructions. Columns of `count` entries, except `fields`. */
export interface DecodedCode {
  readonly count: number;
  /** Start of each instruction, ascending, in bytes from the start of the decoded array. */
  readonly byteOff: Int32Array;
  /** Length in bytes, 1..15. */
  readonly byteLen: Uint8Array;
  /** Row of the opcode table (`X86Insn.formIdx`), or -1 for a bad byte. */
  readonly formIdx: Int16Array;
  /** Index into ENCODING_FIELDS for each byte from `from` to `to`. */
  readonly fields: Uint8Array;
}

/**
 * Cuts `bytes` from `from` up to `to` (default: all) into instructions without building values;
 * `decodeInsn(bytes, byteOff[i])` gives those. An instruction that `to` cuts off is bad bytes.
 */
export function decodeAll(bytes: Uint8Array, from = 0, to = bytes.length): DecodedCode {
  const room = Math.max(0, to - from);
  const byteOff = new Int32Array(room);
  const byteLen = new Uint8Array(room);
  const formIdx = new Int16Array(room);
  const fields = new Uint8Array(room);
  const scan = sharedScan;
  let count = 0;
  for (let here = from; here < to; count++) {
    const length = scanInsn(bytes, here, to, scan);
    fillFields(fields, here - from, scan);
    byteOff[count] = here;
    byteLen[count] = length;
    formIdx[count] = scan.formIdx;
    here += length;
  }
  return {
    count,
    byteOff: byteOff.subarray(0, count),
    byteLen: byteLen.subarray(0, count),
    formIdx: formIdx.subarray(0, count),
    fields,
  };
}

/** Index into ENCODING_FIELDS for each byte of `bytes`, read as code from its start. */
export function fieldsOf(bytes: Uint8Array): Uint8Array {
  return decodeAll(bytes).fields;
}
