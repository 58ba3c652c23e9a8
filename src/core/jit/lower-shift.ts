// Shifts (do_jit, bpf_jit_comp.c, Linux 5.9 to 7.1). Without BMI2, x86 takes a variable count in cl only, so
// rcx is saved around the shift.

import {
  BPF_ALU,
  BPF_ALU64,
  BPF_ARSH,
  BPF_K,
  BPF_LSH,
  BPF_RSH,
  BPF_X,
  type Insn,
  OP_MASK,
} from '../bpf/index.ts';
import { emitPop, emitPush, emitReg, emitShiftX, RCX, SARX, SHLX, SHRX } from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { aluWidth, copyReg } from './lower-alu.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { AUX_REG, x86Reg } from './registers.ts';

/** Opcode extension of the shift group: shl /4, shr /5, sar /7. */
function shiftExtension(insn: Insn): number {
  switch (insn.code & OP_MASK) {
    case BPF_LSH:
      return 4;
    case BPF_RSH:
      return 5;
    default:
      return 7;
  }
}

function lowerShiftImm(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const once = insn.imm === 1;
  emitReg(buf, (once ? 0xd1 : 0xc1) | aluWidth(insn), shiftExtension(insn), dst);
  if (!once) buf.imm8(insn.imm);
}

function lowerShiftReg(e: FuncEmitter, insn: Insn): void {
  const { bmi2, leanShifts } = e.profile.jit;
  const dst = x86Reg(insn.dst);
  const src = x86Reg(insn.src);
  const width = aluWidth(insn);
  if (bmi2 && src !== RCX) emitShiftX(e.buf, shiftX(insn), width, dst, src);
  else if (leanShifts) shiftByClLean(e, insn, dst, src);
  else shiftByCl(e, insn, dst, src);
}

function shiftX(insn: Insn): number {
  switch (insn.code & OP_MASK) {
    case BPF_LSH:
      return SHLX;
    case BPF_RSH:
      return SHRX;
    default:
      return SARX;
  }
}

// rcx is saved even if it is what is shifted, and that always happens in r11.
function shiftByCl(e: FuncEmitter, insn: Insn, dst: number, src: number): void {
  const { buf } = e;
  const shifted = dst === RCX ? AUX_REG : dst;
  copyReg(buf, shifted, dst);
  if (src !== RCX) {
    emitPush(buf, RCX);
    copyReg(buf, RCX, src);
  }
  emitReg(buf, 0xd3 | aluWidth(insn), shiftExtension(insn), shifted);
  if (src !== RCX) emitPop(buf, RCX);
  copyReg(buf, dst, shifted);
}

function shiftByClLean(e: FuncEmitter, insn: Insn, dst: number, src: number): void {
  const { buf } = e;
  const opcode = 0xd3 | aluWidth(insn);
  const extension = shiftExtension(insn);
  if (src === RCX) {
    emitReg(buf, opcode, extension, dst);
    return;
  }
  const shifted = dst === RCX ? AUX_REG : dst;
  if (dst === RCX) copyReg(buf, AUX_REG, RCX);
  else emitPush(buf, RCX);
  copyReg(buf, RCX, src);
  emitReg(buf, opcode, extension, shifted);
  if (dst === RCX) copyReg(buf, RCX, AUX_REG);
  else emitPop(buf, RCX);
}

const SHIFTS = combine([BPF_ALU, BPF_ALU64], [BPF_LSH, BPF_RSH, BPF_ARSH]);

export const SHIFT_ROWS: LoweringRows = [
  [combine(SHIFTS, [BPF_K]), lowerShiftImm],
  [combine(SHIFTS, [BPF_X]), lowerShiftReg],
];
