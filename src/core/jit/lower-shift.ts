// Shifts (do_jit, bpf_jit_comp.c, up to Linux 6.1; later kernels use shlx and the like on CPUs
// with BMI2). x86 takes a variable count in cl only, so rcx is saved around the shift.

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
import { emitPop, emitPush, emitReg, RCX } from '../x86/index.ts';
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
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const src = x86Reg(insn.src);
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

const SHIFTS = combine([BPF_ALU, BPF_ALU64], [BPF_LSH, BPF_RSH, BPF_ARSH]);

export const SHIFT_ROWS: LoweringRows = [
  [combine(SHIFTS, [BPF_K]), lowerShiftImm],
  [combine(SHIFTS, [BPF_X]), lowerShiftReg],
];
