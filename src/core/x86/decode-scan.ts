// Finds the parts of one instruction: prefixes, opcode, ModRM, SIB, displacement, constant.
// Allocates nothing, so that whole images can be walked cheaply.
// Authority: Intel SDM vol. 2A, sections 2.1 (format), 2.1.5 (tables 2-2 and 2-3), 2.2.1 (REX),
// 2.3.5 (VEX), 2.3.11 (at most 15 bytes). Not modelled: EVEX.

import {
  FORM_CANDIDATES,
  FORM_HAS_MODRM,
  FORM_IMM_KIND,
  FORM_MANDATORY,
  FORM_RM,
  formSlot,
  IMM_BYTE,
  IMM_ENTER,
  IMM_MOFFS,
  IMM_NONE,
  IMM_REL32,
  IMM_V,
  IMM_WORD,
  IMM_Z,
  PREFIX_66,
  PREFIX_F2,
  PREFIX_F3,
  PREFIX_NONE,
  SLOT_START,
  VEX_0F38_MAP,
} from './decode-forms.ts';

const MAX_INSN_BYTES = 15;

/** What one scan found. Offsets count from the insn's first byte; reused from scan to scan. */
export interface Scan {
  /** Index into X86_FORMS, or -1: then nothing else holds. */
  formIdx: number;
  length: number;
  /** 66 present, 67 present, F0 present. */
  opSize: boolean;
  addrSize: boolean;
  lock: boolean;
  /** The last of F2 and F3, or 0. */
  rep: number;
  /** The segment prefix in force, 64 or 65, or 0. */
  segment: number;
  /** The REX byte right before the opcode, or 0. With VEX, one made of its R, X, B and W. */
  rex: number;
  vex: boolean;
  /** Register in VEX.vvvv. */
  vexReg: number;
  opcode: number;
  opcodeOff: number;
  opcodeLen: number;
  modrm: number;
  sib: number;
  dispOff: number;
  dispLen: number;
  immOff: number;
  immLen: number;
}

export function makeScan(): Scan {
  return {
    formIdx: -1,
    length: 1,
    opSize: false,
    addrSize: false,
    lock: false,
    rep: 0,
    segment: 0,
    rex: 0,
    vex: false,
    vexReg: 0,
    opcode: 0,
    opcodeOff: 0,
    opcodeLen: 0,
    modrm: -1,
    sib: -1,
    dispOff: 0,
    dispLen: 0,
    immOff: 0,
    immLen: 0,
  };
}

// Classes of first bytes.
const PLAIN = 0;
const PREFIX_OP_SIZE = 1;
const PREFIX_ADDR_SIZE = 2;
const PREFIX_LOCK = 3;
const PREFIX_REP = 4;
const PREFIX_SEGMENT = 5;
const PREFIX_REX = 6;

const PREFIX_CLASS = new Uint8Array(256);
PREFIX_CLASS[0x66] = PREFIX_OP_SIZE;
PREFIX_CLASS[0x67] = PREFIX_ADDR_SIZE;
PREFIX_CLASS[0xf0] = PREFIX_LOCK;
PREFIX_CLASS[0xf2] = PREFIX_REP;
PREFIX_CLASS[0xf3] = PREFIX_REP;
for (const byte of [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65]) PREFIX_CLASS[byte] = PREFIX_SEGMENT;
for (let byte = 0x40; byte < 0x50; byte++) PREFIX_CLASS[byte] = PREFIX_REX;

function notePrefix(scan: Scan, kind: number, byte: number): void {
  // A REX that another prefix follows is ignored.
  scan.rex = kind === PREFIX_REX ? byte : 0;
  if (kind === PREFIX_OP_SIZE) scan.opSize = true;
  else if (kind === PREFIX_ADDR_SIZE) scan.addrSize = true;
  else if (kind === PREFIX_LOCK) scan.lock = true;
  else if (kind === PREFIX_REP) scan.rep = byte;
  // es, cs, ss and ds have no effect in 64-bit mode.
  else if (byte === 0x64 || byte === 0x65) scan.segment = byte;
}

/** Reads the prefixes and returns where the opcode starts, or the limit. */
function scanPrefixes(bytes: Uint8Array, from: number, limit: number, scan: Scan): number {
  let byteOff = from;
  while (byteOff < limit) {
    const byte = bytes[byteOff] ?? 0;
    const kind = PREFIX_CLASS[byte] ?? PLAIN;
    if (kind === PLAIN) return byteOff;
    notePrefix(scan, kind, byte);
    byteOff++;
  }
  return limit;
}

function mandatoryPrefix(scan: Scan): number {
  if (scan.rep === 0xf3) return PREFIX_F3;
  if (scan.rep === 0xf2) return PREFIX_F2;
  return scan.opSize ? PREFIX_66 : PREFIX_NONE;
}

/** The form for (map, opcode, modrm) under these prefixes, or -1. */
function findForm(map: number, opcode: number, modrm: number, mandatory: number): number {
  const slot = formSlot(map, opcode, modrm);
  const end = SLOT_START[slot + 1] ?? 0;
  for (let i = SLOT_START[slot] ?? 0; i < end; i++) {
    const formIdx = FORM_CANDIDATES[i] ?? -1;
    const wanted = FORM_MANDATORY[formIdx] ?? -1;
    const rm = FORM_RM[formIdx] ?? -1;
    if ((wanted < 0 || wanted === mandatory) && (rm < 0 || rm === (modrm & 7))) return formIdx;
  }
  return -1;
}

/** VEX (C4, C5). Only scalar forms are known, so L must be 0. Returns the offset past the opcode. */
function scanVex(bytes: Uint8Array, byteOff: number, limit: number, scan: Scan): number {
  if (scan.rex !== 0 || scan.opSize || scan.lock || scan.rep !== 0) return -1;
  // C5 can only name map 0f, where no VEX form is known.
  if (bytes[byteOff] !== 0xc4 || byteOff + 4 >= limit) return -1;
  const mapByte = bytes[byteOff + 1] ?? 0;
  const last = bytes[byteOff + 2] ?? 0;
  const mapNum = mapByte & 0x1f;
  if ((last & 4) !== 0 || mapNum < 2 || mapNum > 3) return -1;
  scan.vex = true;
  scan.rex = 0x40 | ((last >> 7) << 3) | ((~mapByte >> 5) & 7);
  scan.vexReg = (~last >> 3) & 15;
  scan.opcode = bytes[byteOff + 3] ?? 0;
  const modrm = bytes[byteOff + 4] ?? 0;
  // VEX.pp counts in the order of PREFIX_NONE to PREFIX_F2.
  const mandatory = last & 3;
  scan.formIdx = findForm(VEX_0F38_MAP + mapNum - 2, scan.opcode, modrm, mandatory);
  return byteOff + 4;
}

/** Legacy opcode of one to three bytes. Returns the offset past it. */
function scanOpcode(bytes: Uint8Array, byteOff: number, limit: number, scan: Scan): number {
  let map = 0;
  let end = byteOff;
  let opcode = bytes[end++] ?? 0;
  if (opcode === 0x0f) {
    map = 1;
    opcode = bytes[end++] ?? 0;
    if (opcode === 0x38 || opcode === 0x3a) {
      map = opcode === 0x38 ? 2 : 3;
      opcode = bytes[end++] ?? 0;
    }
  }
  if (end > limit) return -1;
  scan.opcode = opcode;
  scan.formIdx = findForm(map, opcode, bytes[end] ?? 0, mandatoryPrefix(scan));
  return end;
}

/** ModRM, SIB and the length of the displacement (SDM vol. 2A, tables 2-2 and 2-3). */
function scanModrm(bytes: Uint8Array, byteOff: number, scan: Scan): number {
  const modrm = bytes[byteOff] ?? 0;
  let end = byteOff + 1;
  scan.modrm = modrm;
  const mod = modrm >> 6;
  if (mod === 3) return end;
  let base = modrm & 7;
  if (base === 4) {
    scan.sib = bytes[end++] ?? 0;
    base = scan.sib & 7;
  }
  if (mod === 1) scan.dispLen = 1;
  else if (mod === 2 || base === 5) scan.dispLen = 4;
  return end;
}

function immLength(kind: number, scan: Scan): number {
  const short = scan.opSize && (scan.rex & 8) === 0;
  switch (kind) {
    case IMM_NONE:
      return 0;
    case IMM_BYTE:
      return 1;
    case IMM_WORD:
      return 2;
    case IMM_Z:
      return short ? 2 : 4;
    case IMM_V:
      return (scan.rex & 8) !== 0 ? 8 : short ? 2 : 4;
    case IMM_REL32:
      return 4;
    case IMM_MOFFS:
      return scan.addrSize ? 4 : 8;
    default:
      return kind === IMM_ENTER ? 3 : 0;
  }
}

function reset(scan: Scan): void {
  scan.formIdx = -1;
  scan.length = 1;
  scan.opSize = false;
  scan.addrSize = false;
  scan.lock = false;
  scan.rep = 0;
  scan.segment = 0;
  scan.rex = 0;
  scan.vex = false;
  scan.vexReg = 0;
  scan.modrm = -1;
  scan.sib = -1;
  scan.dispOff = 0;
  scan.dispLen = 0;
  scan.immOff = 0;
  scan.immLen = 0;
}

/**
 * Scans the instruction at `byteOff`, reading no byte at or past `end`. Returns its length; for
 * an unknown or cut-off one `scan.formIdx` is -1 and the length 1.
 */
export function scanInsn(bytes: Uint8Array, byteOff: number, end: number, scan: Scan): number {
  reset(scan);
  const limit = Math.min(end, byteOff + MAX_INSN_BYTES);
  const opcodeAt = scanPrefixes(bytes, byteOff, limit, scan);
  if (opcodeAt >= limit) return 1;
  const first = bytes[opcodeAt] ?? 0;
  const isVex = first === 0xc4 || first === 0xc5;
  let past = isVex
    ? scanVex(bytes, opcodeAt, limit, scan)
    : scanOpcode(bytes, opcodeAt, limit, scan);
  const formIdx = scan.formIdx;
  if (past < 0 || formIdx < 0) {
    scan.formIdx = -1;
    return 1;
  }
  scan.opcodeOff = (isVex ? past - 1 : opcodeAt) - byteOff;
  scan.opcodeLen = past - byteOff - scan.opcodeOff;
  if (FORM_HAS_MODRM[formIdx] === 1) past = scanModrm(bytes, past, scan);
  scan.dispOff = past - byteOff;
  scan.immOff = scan.dispOff + scan.dispLen;
  scan.immLen = immLength(FORM_IMM_KIND[formIdx] ?? 0, scan);
  const length = scan.immOff + scan.immLen;
  if (byteOff + length > limit) {
    scan.formIdx = -1;
    return 1;
  }
  scan.length = length;
  return length;
}
