// Operand encoding: prefixes, REX, ModRM, SIB and displacement (Intel SDM volume 2, chapter 2).
// Not modelled: VEX, segment overrides, rip-relative and absolute addresses, 16-bit addressing.

import type { CodeBuffer } from './encode-buffer.ts';

// An `op` is an opcode byte, 0x0fNN for the two-byte map, with these flags or-ed in.

/** 64-bit operand: REX.W. */
export const W64 = 1 << 16;
/** 16-bit operand: prefix 66. */
export const W16 = 1 << 17;
/** `reg` names a byte register: spl, bpl, sil and dil need a REX prefix. */
export const W8 = 1 << 18;
/** Prefix f0. */
export const LOCK = 1 << 19;
/** A REX prefix even where it says nothing. */
export const REX = 1 << 20;

const MOD_DISP8 = 0x40;
const MOD_DISP32 = 0x80;
const MOD_REG = 0xc0;
const RM_SIB = 4;
/** SIB byte without index: base in the low bits. */
const SIB_NO_INDEX = 0x20;

/** True if `value` survives sign extension from 8 bits. */
export function isImm8(value: number): boolean {
  return value >= -128 && value <= 127;
}

function emitOpcode(buf: CodeBuffer, op: number, rexBits: number, reg: number): void {
  buf.begin();
  if (op & LOCK) buf.imm8(0xf0);
  if (op & W16) buf.imm8(0x66);
  const rex = (op & W64 ? 8 : 0) | rexBits;
  if (rex !== 0 || op & REX || (op & W8 && reg >= 4)) buf.imm8(0x40 | rex);
  if (op & 0xff00) buf.imm8(0x0f);
  buf.imm8(op);
}

/** `op` with register operands. `reg` is the ModRM reg field (or opcode extension), `rm` the other. */
export function emitReg(buf: CodeBuffer, op: number, reg: number, rm: number): void {
  emitOpcode(buf, op, ((reg >> 3) << 2) | (rm >> 3), reg);
  buf.imm8(MOD_REG | ((reg & 7) << 3) | (rm & 7));
}

function emitModrmMem(buf: CodeBuffer, mod: number, reg: number, base: number): void {
  buf.imm8(mod | ((reg & 7) << 3) | (base & 7));
  if ((base & 7) === RM_SIB) buf.imm8(SIB_NO_INDEX | RM_SIB);
}

/**
 * `op` with the memory operand `disp(base)`. The displacement takes 8 or 32 bits, never none:
 * Linux does not use the form without one.
 */
export function emitMem(
  buf: CodeBuffer,
  op: number,
  reg: number,
  base: number,
  disp: number,
): void {
  if (!isImm8(disp)) {
    emitMem32(buf, op, reg, base, disp);
    return;
  }
  emitOpcode(buf, op, ((reg >> 3) << 2) | (base >> 3), reg);
  emitModrmMem(buf, MOD_DISP8, reg, base);
  buf.imm8(disp);
}

/** `op` with the memory operand `(base)`; base is neither rsp, rbp, r12 nor r13. */
export function emitMemAt(buf: CodeBuffer, op: number, reg: number, base: number): void {
  emitOpcode(buf, op, ((reg >> 3) << 2) | (base >> 3), reg);
  emitModrmMem(buf, 0, reg, base);
}

/** As `emitMem`, always with a 32-bit displacement. */
export function emitMem32(
  buf: CodeBuffer,
  op: number,
  reg: number,
  base: number,
  disp: number,
): void {
  emitOpcode(buf, op, ((reg >> 3) << 2) | (base >> 3), reg);
  emitModrmMem(buf, MOD_DISP32, reg, base);
  buf.imm32(disp);
}

/** `op` with the memory operand `disp32(base,index,8)`. */
export function emitMemScaled8(
  buf: CodeBuffer,
  op: number,
  reg: number,
  operand: { readonly base: number; readonly index: number; readonly disp: number },
): void {
  const { base, index, disp } = operand;
  emitOpcode(buf, op, ((reg >> 3) << 2) | ((index >> 3) << 1) | (base >> 3), reg);
  buf.imm8(MOD_DISP32 | ((reg & 7) << 3) | RM_SIB);
  buf.imm8(0xc0 | ((index & 7) << 3) | (base & 7));
  buf.imm32(disp);
}

/** `op` whose low three bits name the register, as push, pop and mov imm do. */
export function emitOpReg(buf: CodeBuffer, op: number, reg: number): void {
  emitOpcode(buf, (op & ~0xff) | ((op & 0xff) + (reg & 7)), reg >> 3, 0);
}
