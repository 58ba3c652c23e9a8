// Jumps within a function (do_jit, bpf_jit_comp.c, Linux 6.1).

import {
  BPF_JEQ,
  BPF_JGE,
  BPF_JGT,
  BPF_JLE,
  BPF_JLT,
  BPF_JMP,
  BPF_JMP32,
  BPF_JNE,
  BPF_JSET,
  BPF_JSGE,
  BPF_JSGT,
  BPF_JSLE,
  BPF_JSLT,
  BPF_K,
  BPF_X,
  CLASS_MASK,
  CODE_JA,
  CODE_JA32,
  type Insn,
  OP_MASK,
} from '../bpf/index.ts';
import {
  CC_A,
  CC_AE,
  CC_B,
  CC_BE,
  CC_E,
  CC_G,
  CC_GE,
  CC_L,
  CC_LE,
  CC_NE,
  emitReg,
  isImm8,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { x86Reg } from './registers.ts';

/** Condition code by the operation bits of a conditional jump. */
const CONDITION = new Uint8Array(256);
CONDITION[BPF_JEQ] = CC_E;
CONDITION[BPF_JSET] = CC_NE;
CONDITION[BPF_JNE] = CC_NE;
CONDITION[BPF_JGT] = CC_A;
CONDITION[BPF_JLT] = CC_B;
CONDITION[BPF_JGE] = CC_AE;
CONDITION[BPF_JLE] = CC_BE;
CONDITION[BPF_JSGT] = CC_G;
CONDITION[BPF_JSLT] = CC_L;
CONDITION[BPF_JSGE] = CC_GE;
CONDITION[BPF_JSLE] = CC_LE;

function jumpWidth(insn: Insn): number {
  return (insn.code & CLASS_MASK) === BPF_JMP ? W64 : 0;
}

function jcc(e: FuncEmitter, insn: Insn, slot: number): void {
  const fault = e.jumps.jcc(e.buf, slot, insn.off, CONDITION[insn.code & OP_MASK] ?? 0);
  if (fault !== null) e.fail(fault);
}

function lowerCompareReg(e: FuncEmitter, insn: Insn, slot: number): void {
  const opcode = (insn.code & OP_MASK) === BPF_JSET ? 0x85 : 0x39; // test : cmp
  emitReg(e.buf, opcode | jumpWidth(insn), x86Reg(insn.src), x86Reg(insn.dst));
  jcc(e, insn, slot);
}

function lowerTestImm(e: FuncEmitter, insn: Insn, slot: number): void {
  emitReg(e.buf, 0xf7 | jumpWidth(insn), 0, x86Reg(insn.dst)); // test dst, imm32
  e.buf.imm32(insn.imm);
  jcc(e, insn, slot);
}

function lowerCompareImm(e: FuncEmitter, insn: Insn, slot: number): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const width = jumpWidth(insn);
  if (insn.imm === 0) {
    emitReg(buf, 0x85 | width, dst, dst); // test dst, dst
  } else if (isImm8(insn.imm)) {
    emitReg(buf, 0x83 | width, 7, dst); // cmp dst, imm8
    buf.imm8(insn.imm);
  } else {
    emitReg(buf, 0x81 | width, 7, dst); // cmp dst, imm32
    buf.imm32(insn.imm);
  }
  jcc(e, insn, slot);
}

function lowerGoto(e: FuncEmitter, insn: Insn, slot: number): void {
  const distance = insn.code === CODE_JA32 ? insn.imm : insn.off;
  const fault = e.jumps.goto(e.buf, slot, distance);
  if (fault !== null) e.fail(fault);
}

const CLASSES = [BPF_JMP, BPF_JMP32];
const COMPARES = combine(CLASSES, [
  BPF_JEQ,
  BPF_JNE,
  BPF_JGT,
  BPF_JLT,
  BPF_JGE,
  BPF_JLE,
  BPF_JSGT,
  BPF_JSLT,
  BPF_JSGE,
  BPF_JSLE,
]);

export const JUMP_ROWS: LoweringRows = [
  [combine([...COMPARES, ...combine(CLASSES, [BPF_JSET])], [BPF_X]), lowerCompareReg],
  [combine(COMPARES, [BPF_K]), lowerCompareImm],
  [combine(CLASSES, [BPF_JSET | BPF_K]), lowerTestImm],
  [[CODE_JA], lowerGoto],
];

export const GOTOL_ROWS: LoweringRows = [[[CODE_JA32], lowerGoto]];
