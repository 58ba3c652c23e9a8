// Insns to bytes and back (RFC 9669 section 3; little endian, which is what x86-64 runs).

import { assert, bytesToHex, hexToBytes } from '../base/index.ts';
import type { Insn } from './insn.ts';
import { CODE_LD_IMM64 } from './opcode.ts';

/** Bytes of one slot. */
const INSN_SIZE = 8;

/** Eight bytes a slot, in order. Fields outside their width are cut to it. */
export function encodeInsns(insns: readonly Insn[]): Uint8Array {
  const bytes = new Uint8Array(insns.length * INSN_SIZE);
  const view = new DataView(bytes.buffer);
  insns.forEach((insn, insnIdx) => {
    const byteOff = insnIdx * INSN_SIZE;
    bytes[byteOff] = insn.code;
    bytes[byteOff + 1] = (insn.src << 4) | (insn.dst & 15);
    view.setInt16(byteOff + 2, insn.off, true);
    view.setInt32(byteOff + 4, insn.imm, true);
  });
  return bytes;
}

/** Throws if the length is not a multiple of eight. */
export function decodeInsns(bytes: Uint8Array): Insn[] {
  assert(bytes.length % INSN_SIZE === 0, `${bytes.length} bytes are not whole insns`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const insns: Insn[] = [];
  for (let byteOff = 0; byteOff < bytes.length; byteOff += INSN_SIZE) {
    const regs = view.getUint8(byteOff + 1);
    insns.push({
      code: view.getUint8(byteOff),
      dst: regs & 15,
      src: regs >> 4,
      off: view.getInt16(byteOff + 2, true),
      imm: view.getInt32(byteOff + 4, true),
    });
  }
  return insns;
}

/** Lower-case hex, sixteen digits a slot. */
export function insnsToHex(insns: readonly Insn[]): string {
  return bytesToHex(encodeInsns(insns));
}

/** Throws on anything but whole insns in hex. */
export function hexToInsns(hex: string): Insn[] {
  return decodeInsns(hexToBytes(hex));
}

/** The two slots of `rDST = VALUE ll`; `value` is taken modulo 2^64, `src` says what it means. */
export function ldImm64(dst: number, src: number, value: bigint): readonly [Insn, Insn] {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return [
    { code: CODE_LD_IMM64, dst, src, off: 0, imm: low },
    { code: 0, dst: 0, src: 0, off: 0, imm: high },
  ];
}

/** The 64-bit value of a ld_imm64, 0..2^64-1. */
export function ldImm64Value(low: Insn, high: Insn): bigint {
  return (BigInt.asUintN(32, BigInt(high.imm)) << 32n) | BigInt.asUintN(32, BigInt(low.imm));
}
