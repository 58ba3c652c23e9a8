// Named instructions on top of the operand encoder (Intel SDM volume 2).
// Registers are hardware numbers 0..15; `rel` is counted from the end of the instruction.

import type { CodeBuffer } from './encode-buffer.ts';
import { emitOpReg, emitReg, W64 } from './encode-modrm.ts';

/** Hardware register numbers; those that nothing emits have no name here. */
export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R10 = 10;
export const R11 = 11;
export const R13 = 13;
export const R14 = 14;
export const R15 = 15;

/** Condition codes: the low four bits of jcc. */
export const CC_B = 2;
export const CC_AE = 3;
export const CC_E = 4;
export const CC_NE = 5;
export const CC_BE = 6;
export const CC_A = 7;
export const CC_L = 12;
export const CC_GE = 13;
export const CC_LE = 14;
export const CC_G = 15;

/** One instruction whose bytes are given, e.g. a nop. */
export function emitRaw(buf: CodeBuffer, bytes: readonly number[]): void {
  buf.begin();
  for (const byte of bytes) buf.imm8(byte);
}

/** push reg (64 bit). */
export function emitPush(buf: CodeBuffer, reg: number): void {
  emitOpReg(buf, 0x50, reg);
}

/** pop reg (64 bit). */
export function emitPop(buf: CodeBuffer, reg: number): void {
  emitOpReg(buf, 0x58, reg);
}

/** mov dst, src (64 bit). */
export function emitMov64(buf: CodeBuffer, dst: number, src: number): void {
  emitReg(buf, 0x89 | W64, src, dst);
}

/** mov dst, src (32 bit, clears the upper half). */
export function emitMov32(buf: CodeBuffer, dst: number, src: number): void {
  emitReg(buf, 0x89, src, dst);
}

/** mov dst, imm32 (32 bit, clears the upper half). */
export function emitMovImm32(buf: CodeBuffer, dst: number, imm: number): void {
  emitOpReg(buf, 0xb8, dst);
  buf.imm32(imm);
}

/** mov dst, imm32 sign-extended to 64 bit. */
export function emitMovSimm32(buf: CodeBuffer, dst: number, imm: number): void {
  emitReg(buf, 0xc7 | W64, 0, dst);
  buf.imm32(imm);
}

/** movabs dst, imm64, given as two words. */
export function emitMovImm64(buf: CodeBuffer, dst: number, lo: number, hi: number): void {
  emitOpReg(buf, 0xb8 | W64, dst);
  buf.imm32(lo);
  buf.imm32(hi);
}

/** jmp rel8. */
export function emitJmp8(buf: CodeBuffer, rel: number): void {
  buf.begin();
  buf.imm8(0xeb);
  buf.imm8(rel);
}

/** jmp rel32. */
export function emitJmp32(buf: CodeBuffer, rel: number): void {
  buf.begin();
  buf.imm8(0xe9);
  buf.imm32(rel);
}

/** jcc rel8. */
export function emitJcc8(buf: CodeBuffer, cc: number, rel: number): void {
  buf.begin();
  buf.imm8(0x70 | cc);
  buf.imm8(rel);
}

/** jcc rel32. */
export function emitJcc32(buf: CodeBuffer, cc: number, rel: number): void {
  buf.begin();
  buf.imm8(0x0f);
  buf.imm8(0x80 | cc);
  buf.imm32(rel);
}

/** call rel32. */
export function emitCall32(buf: CodeBuffer, rel: number): void {
  buf.begin();
  buf.imm8(0xe8);
  buf.imm32(rel);
}

/** jmp *reg. */
export function emitJmpReg(buf: CodeBuffer, reg: number): void {
  emitReg(buf, 0xff, 4, reg);
}

/** leave. */
export function emitLeave(buf: CodeBuffer): void {
  buf.begin();
  buf.imm8(0xc9);
}

/** ret. */
export function emitRet(buf: CodeBuffer): void {
  buf.begin();
  buf.imm8(0xc3);
}

/** int3. */
export function emitInt3(buf: CodeBuffer): void {
  buf.begin();
  buf.imm8(0xcc);
}

/** lfence. */
export function emitLfence(buf: CodeBuffer): void {
  buf.begin();
  buf.imm8(0x0f);
  buf.imm8(0xae);
  buf.imm8(0xe8);
}

/** endbr64. */
export function emitEndbr64(buf: CodeBuffer): void {
  buf.begin();
  buf.imm8(0xf3);
  buf.imm8(0x0f);
  buf.imm8(0x1e);
  buf.imm8(0xfa);
}
