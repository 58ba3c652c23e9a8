// Multiplication, division and modulo (do_jit, bpf_jit_comp.c, Linux 5.14 to 6.5).
// `off` 1 means signed (6.6 on). x86 divides rdx:rax and leaves quotient and remainder there, so both are saved around it.
// The verifier has put tests against zero divisors before the insn.

import {
  BPF_ALU,
  BPF_ALU64,
  BPF_DIV,
  BPF_K,
  BPF_MOD,
  BPF_MUL,
  BPF_X,
  type Insn,
  OP_MASK,
} from '../bpf/index.ts';
import {
  type CodeBuffer,
  emitMov64,
  emitMovSimm32,
  emitPop,
  emitPush,
  emitRaw,
  emitReg,
  isImm8,
  RAX,
  RDX,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { aluWidth, movReg } from './lower-alu.ts';
import { lowerDivModThroughR11, lowerMulThroughR11 } from './lower-mul-div-through-r11.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { AUX_REG, x86Reg } from './registers.ts';

function lowerMulReg(e: FuncEmitter, insn: Insn): void {
  if (e.profile.jit.mulDiv === 'through-r11') return lowerMulThroughR11(e, insn);
  // imul dst, src
  const dst = x86Reg(insn.dst);
  emitReg(e.buf, 0x0faf | aluWidth(insn), dst, x86Reg(insn.src));
}

function lowerMulImm(e: FuncEmitter, insn: Insn): void {
  if (e.profile.jit.mulDiv === 'through-r11') return lowerMulThroughR11(e, insn);
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  // imul dst, dst, imm
  if (isImm8(insn.imm)) {
    emitReg(buf, 0x6b | aluWidth(insn), dst, dst);
    buf.imm8(insn.imm);
  } else {
    emitReg(buf, 0x69 | aluWidth(insn), dst, dst);
    buf.imm32(insn.imm);
  }
}

/** The divisor's register: r11 for an imm, and for rax and rdx, which the division overwrites. */
function placeDivisor(buf: CodeBuffer, insn: Insn): number {
  if ((insn.code & BPF_X) === BPF_K) {
    emitMovSimm32(buf, AUX_REG, insn.imm);
    return AUX_REG;
  }
  const src = x86Reg(insn.src);
  if (src !== RAX && src !== RDX) return src;
  emitMov64(buf, AUX_REG, src);
  return AUX_REG;
}

function lowerDivMod(e: FuncEmitter, insn: Insn): void {
  if (e.profile.jit.mulDiv === 'through-r11') return lowerDivModThroughR11(e, insn);
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const width = aluWidth(insn);
  if (dst !== RAX) emitPush(buf, RAX);
  if (dst !== RDX) emitPush(buf, RDX);
  const divisor = placeDivisor(buf, insn);
  if (dst !== RAX) movReg(buf, width, RAX, dst);
  if (insn.off === 0 || !e.profile.jit.cpuV4) {
    emitReg(buf, 0x31, RDX, RDX); // xor edx, edx
    emitReg(buf, 0xf7 | width, 6, divisor); // div divisor
  } else {
    emitRaw(buf, width === W64 ? [0x48, 0x99] : [0x99]); // cqo, cdq
    emitReg(buf, 0xf7 | width, 7, divisor); // idiv divisor
  }
  const result = (insn.code & OP_MASK) === BPF_MOD ? RDX : RAX;
  if (dst !== result) movReg(buf, width, dst, result);
  if (dst !== RDX) emitPop(buf, RDX);
  if (dst !== RAX) emitPop(buf, RAX);
}

const CLASSES = [BPF_ALU, BPF_ALU64];

export const MUL_DIV_ROWS: LoweringRows = [
  [combine(CLASSES, [BPF_MUL | BPF_X]), lowerMulReg],
  [combine(CLASSES, [BPF_MUL | BPF_K]), lowerMulImm],
  [combine(combine(CLASSES, [BPF_DIV, BPF_MOD]), [BPF_K, BPF_X]), lowerDivMod],
];
