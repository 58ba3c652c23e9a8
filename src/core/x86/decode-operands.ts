// Turns the parts that a scan found into operand values.
// Authority: Intel SDM vol. 2A, sections 2.1.5 and 2.2.1.2 to 2.2.1.7 (addressing, displacements,
// immediates, rip-relative), vol. 2D appendix A.2 (operand codes).

import { assert } from '../base/index.ts';
import type { BitSize, MemOperand, RegOperand, Segment, X86Operand } from './decode-insn.ts';
import type { Scan } from './decode-scan.ts';

const REX_W = 8;
const REX_R = 4;
const REX_X = 2;
const REX_B = 1;

const SEGMENTS: readonly Segment[] = ['es', 'cs', 'ss', 'ds', 'fs', 'gs'];

/** The segment that the prefix byte in force names, or null. */
export function segmentOf(prefix: number): 'fs' | 'gs' | null {
  return prefix === 0 ? null : prefix === 0x64 ? 'fs' : 'gs';
}

function baseSize(scan: Scan): 16 | 32 | 64 {
  if ((scan.rex & REX_W) !== 0) return 64;
  return scan.opSize ? 16 : 32;
}

/** Size in bits that a letter of the operand notation stands for, under this scan's prefixes. */
export function sizeOf(letter: string, scan: Scan): BitSize {
  switch (letter) {
    case 'b':
      return 8;
    case 'w':
      return 16;
    case 'd':
      return 32;
    case 'q':
      return 64;
    case 'v':
      return baseSize(scan);
    case 'y':
      return (scan.rex & REX_W) !== 0 ? 64 : 32;
    case 'n':
      // REX.W beats 66 here too.
      return scan.opSize && (scan.rex & REX_W) === 0 ? 16 : 64;
    case 'z':
      return scan.opSize && (scan.rex & REX_W) === 0 ? 16 : 32;
    case 'x':
      return (scan.rex & REX_W) !== 0 ? 128 : 64;
    default:
      return 0;
  }
}

/** Bytes of one instruction with the scan of it: what operands are read from. */
export interface ScannedBytes {
  readonly bytes: Uint8Array;
  readonly byteOff: number;
  readonly scan: Scan;
  /** Operand size of the whole instruction. */
  readonly size: BitSize;
}

function regOperand(num: number, size: BitSize, scan: Scan): RegOperand {
  // Without REX, byte registers 4 to 7 are ah, ch, dh and bh (SDM vol. 2A, 2.2.1.2).
  const high = size === 8 && num >= 4 && num < 8 && scan.rex === 0;
  return { kind: 'reg', num: high ? num - 4 : num, size, high };
}

function fixedReg(num: number, size: BitSize): RegOperand {
  return { kind: 'reg', num, size, high: false };
}

/** Little-endian signed value of 1, 2 or 4 bytes. */
function readSigned(bytes: Uint8Array, byteOff: number, byteLen: number): number {
  const b0 = bytes[byteOff] ?? 0;
  if (byteLen === 1) return (b0 << 24) >> 24;
  const b1 = bytes[byteOff + 1] ?? 0;
  if (byteLen === 2) return ((b0 | (b1 << 8)) << 16) >> 16;
  return b0 | (b1 << 8) | ((bytes[byteOff + 2] ?? 0) << 16) | ((bytes[byteOff + 3] ?? 0) << 24);
}

function immOperand(code: string, source: ScannedBytes, immAt: number): X86Operand {
  const { bytes, byteOff, scan, size } = source;
  const from = byteOff + immAt;
  const letter = code.slice(1);
  const byteLen = letter === 'b' ? 1 : letter === 'w' ? 2 : scan.immLen;
  if (code.startsWith('S')) {
    const lo = readSigned(bytes, from, byteLen);
    return { kind: 'imm', lo, hi: lo >> 31, size, byteLen, signed: true };
  }
  if (byteLen === 8) {
    const lo = readSigned(bytes, from, 4);
    const hi = readSigned(bytes, from + 4, 4);
    return { kind: 'imm', lo, hi, size, byteLen, signed: false };
  }
  const mask = byteLen === 4 ? -1 : (1 << (8 * byteLen)) - 1;
  const lo = readSigned(bytes, from, byteLen) & mask;
  return { kind: 'imm', lo, hi: 0, size: immSize(byteLen), byteLen, signed: false };
}

function immSize(byteLen: number): BitSize {
  return byteLen === 1 ? 8 : byteLen === 2 ? 16 : 32;
}

function moffsOperand(letter: string, source: ScannedBytes): X86Operand {
  const { bytes, byteOff, scan } = source;
  const from = byteOff + scan.immOff;
  return {
    kind: 'moffs',
    size: sizeOf(letter, scan),
    lo: readSigned(bytes, from, 4),
    hi: scan.immLen === 8 ? readSigned(bytes, from + 4, 4) : 0,
    segment: segmentOf(scan.segment),
  };
}

/** Memory operand of ModRM and SIB (SDM vol. 2A, tables 2-2 and 2-3). */
function memOperand(letter: string, source: ScannedBytes): MemOperand {
  const { bytes, byteOff, scan } = source;
  const mod = scan.modrm >> 6;
  const rm = scan.modrm & 7;
  const hasSib = scan.sib >= 0;
  const baseBits = hasSib ? scan.sib & 7 : rm;
  const baseless = mod === 0 && baseBits === 5;
  const base = baseless ? null : baseBits | ((scan.rex & REX_B) !== 0 ? 8 : 0);
  const indexNum = ((scan.sib >> 3) & 7) | ((scan.rex & REX_X) !== 0 ? 8 : 0);
  const scale = ([1, 2, 4, 8] as const)[hasSib ? scan.sib >> 6 : 0];
  assert(scale !== undefined, `sib ${scan.sib}`);
  return {
    kind: 'mem',
    size: sizeOf(letter, scan),
    base,
    // rsp cannot be an index: 4 without REX.X means none.
    index: hasSib && indexNum !== 4 ? indexNum : null,
    scale,
    disp: scan.dispLen === 0 ? 0 : readSigned(bytes, byteOff + scan.dispOff, scan.dispLen),
    dispLen: scan.dispLen,
    segment: segmentOf(scan.segment),
    ripRelative: baseless && !hasSib,
    addrSize: scan.addrSize ? 32 : 64,
  };
}

/** Implied memory of string insns and xlat. Only the source side takes a segment prefix. */
function impliedMem(base: number, letter: string, scan: Scan): MemOperand {
  return {
    kind: 'mem',
    size: sizeOf(letter, scan),
    base,
    index: null,
    scale: 1,
    disp: 0,
    dispLen: 0,
    segment: base === 7 ? null : segmentOf(scan.segment),
    ripRelative: false,
    addrSize: scan.addrSize ? 32 : 64,
  };
}

/** Operand codes that are a word of their own. */
function fixedOperand(code: string, source: ScannedBytes): X86Operand | null {
  const { scan, size } = source;
  switch (code) {
    case 'AL':
      return fixedReg(0, 8);
    case 'CL':
      return fixedReg(1, 8);
    case 'DX':
      return fixedReg(2, 16);
    case 'rAX':
      return fixedReg(0, sizeOf('v', scan));
    case 'eAX':
      return fixedReg(0, sizeOf('z', scan));
    case '1':
      return { kind: 'imm', lo: 1, hi: 0, size, byteLen: 0, signed: false };
    case 'FS':
      return { kind: 'sreg', segment: 'fs' };
    case 'GS':
      return { kind: 'sreg', segment: 'gs' };
    case 'Xlat':
      return impliedMem(3, 'b', scan);
    case 'Sw':
      return segmentOperand(scan);
    case 'Esv':
      return scan.modrm < 0xc0 ? memOperand('w', source) : rmRegister(sizeOf('v', scan), scan);
    default:
      return null;
  }
}

/** Segment register in modrm.reg; 6 and 7 do not exist and are refused before. */
function segmentOperand(scan: Scan): X86Operand {
  const segment = SEGMENTS[(scan.modrm >> 3) & 7];
  assert(segment !== undefined, `segment register in modrm ${scan.modrm}`);
  return { kind: 'sreg', segment };
}

function rmRegister(size: BitSize, scan: Scan): RegOperand {
  return regOperand((scan.modrm & 7) | ((scan.rex & REX_B) !== 0 ? 8 : 0), size, scan);
}

/** One operand by its code in the opcode row; `immAt` is where its constant would start. */
export function operandOf(code: string, source: ScannedBytes, immAt: number): X86Operand {
  const fixed = fixedOperand(code, source);
  if (fixed !== null) return fixed;
  const { bytes, byteOff, scan } = source;
  const letter = code.slice(1);
  switch (code[0]) {
    case 'E':
    case 'M':
    case 'R':
      return scan.modrm < 0xc0
        ? memOperand(letter, source)
        : rmRegister(sizeOf(letter, scan), scan);
    case 'G': {
      const num = ((scan.modrm >> 3) & 7) | ((scan.rex & REX_R) !== 0 ? 8 : 0);
      return regOperand(num, sizeOf(letter, scan), scan);
    }
    case 'Z':
      return regOperand(
        (scan.opcode & 7) | ((scan.rex & REX_B) !== 0 ? 8 : 0),
        sizeOf(letter, scan),
        scan,
      );
    case 'B':
      return fixedReg(scan.vexReg, sizeOf(letter, scan));
    case 'I':
    case 'S':
      return immOperand(code, source, immAt);
    case 'J': {
      const rel = readSigned(bytes, byteOff + scan.immOff, scan.immLen);
      return { kind: 'rel', rel, byteLen: scan.immLen };
    }
    case 'O':
      return moffsOperand(letter, source);
    case 'X':
      return impliedMem(6, letter, scan);
    default:
      assert(code.startsWith('Y'), `operand code ${code}`);
      return impliedMem(7, letter, scan);
  }
}
