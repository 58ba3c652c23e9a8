// ALU and ALU64 insns that x86 has as such: add, sub, and, or, xor, neg, mov
// (do_jit and emit_mov_imm32, bpf_jit_comp.c, Linux 6.1).

import {
  BPF_ADD,
  BPF_ALU,
  BPF_ALU64,
  BPF_AND,
  BPF_K,
  BPF_MOV,
  BPF_NEG,
  BPF_OR,
  BPF_SUB,
  BPF_X,
  BPF_XOR,
  CLASS_MASK,
  type Insn,
  OP_MASK,
} from '../bpf/index.ts';
import {
  type CodeBuffer,
  emitMov32,
  emitMov64,
  emitMovImm32,
  emitMovSimm32,
  emitReg,
  isImm8,
  RAX,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { x86Reg } from './registers.ts';

/** x86 opcode `op r/m, r` by BPF operation; its bits 3-5 are also the extension of 81 and 83. */
const ALU_OPCODE = new Uint8Array(256);
ALU_OPCODE[BPF_ADD] = 0x01;
ALU_OPCODE[BPF_OR] = 0x09;
ALU_OPCODE[BPF_AND] = 0x21;
ALU_OPCODE[BPF_SUB] = 0x29;
ALU_OPCODE[BPF_XOR] = 0x31;

/** `op r/m, r` for the operation bits of `code`, or of the imm of an atomic. */
export function aluOpcode(code: number): number {
  return ALU_OPCODE[code & OP_MASK] ?? 0;
}

/** W64 for insns of class ALU64, else 0. */
export function aluWidth(insn: Insn): number {
  return (insn.code & CLASS_MASK) === BPF_ALU64 ? W64 : 0;
}

/** mov dst, src in 64 or 32 bits; emitted even if it moves a register to itself. */
export function movReg(buf: CodeBuffer, width: number, dst: number, src: number): void {
  if (width === W64) emitMov64(buf, dst, src);
  else emitMov32(buf, dst, src);
}

/** mov dst, src in 64 bits; nothing if that is the same register. */
export function copyReg(buf: CodeBuffer, dst: number, src: number): void {
  if (dst !== src) emitMov64(buf, dst, src);
}

/** The shortest way to load `imm`, zero-extended. */
export function movImm32(buf: CodeBuffer, dst: number, imm: number): void {
  if (imm === 0)
    emitReg(buf, 0x31, dst, dst); // xor dst, dst
  else emitMovImm32(buf, dst, imm);
}

function lowerAluReg(e: FuncEmitter, insn: Insn): void {
  const dst = x86Reg(insn.dst);
  emitReg(e.buf, aluOpcode(insn.code) | aluWidth(insn), x86Reg(insn.src), dst);
}

function lowerAluImm(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const opcode = aluOpcode(insn.code);
  const width = aluWidth(insn);
  if (isImm8(insn.imm)) {
    emitReg(buf, 0x83 | width, opcode >> 3, dst);
    buf.imm8(insn.imm);
    return;
  }
  if (dst === RAX) emitOpRax(buf, opcode, width);
  else emitReg(buf, 0x81 | width, opcode >> 3, dst);
  buf.imm32(insn.imm);
}

// op eax, imm32: one byte shorter, without ModRM
function emitOpRax(buf: CodeBuffer, opcode: number, width: number): void {
  buf.begin();
  if (width === W64) buf.imm8(0x48);
  buf.imm8(opcode + 4);
}

function lowerNeg(e: FuncEmitter, insn: Insn): void {
  emitReg(e.buf, 0xf7 | aluWidth(insn), 3, x86Reg(insn.dst));
}

function lowerMovImm(e: FuncEmitter, insn: Insn): void {
  const dst = x86Reg(insn.dst);
  if (aluWidth(insn) === W64 && insn.imm < 0) emitMovSimm32(e.buf, dst, insn.imm);
  else movImm32(e.buf, dst, insn.imm);
}

const CLASSES = [BPF_ALU, BPF_ALU64];
const BINARY = [BPF_ADD, BPF_SUB, BPF_AND, BPF_OR, BPF_XOR];

export const ALU_ROWS: LoweringRows = [
  [combine(combine(CLASSES, BINARY), [BPF_X]), lowerAluReg],
  [combine(combine(CLASSES, BINARY), [BPF_K]), lowerAluImm],
  [combine(CLASSES, [BPF_NEG]), lowerNeg],
  [combine(CLASSES, [BPF_MOV | BPF_K]), lowerMovImm],
];
