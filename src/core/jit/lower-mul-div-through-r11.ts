// Multiplication, division and modulo before they were shortened (do_jit, bpf_jit_comp.c, up to Linux 5.13):
// always the one-operand forms of mul and div, with an operand in r11, whatever the registers.
// The verifier has put tests against zero divisors before the insn.

import { BPF_K, BPF_MOD, BPF_X, type Insn, OP_MASK } from '../bpf/index.ts';
import {
  emitMov64,
  emitMovSimm32,
  emitPop,
  emitPush,
  emitReg,
  RAX,
  RDX,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { aluWidth, copyReg, movImm32, movReg } from './lower-alu.ts';
import { AUX_REG, x86Reg } from './registers.ts';

/** dst * src as rax * r11; rax and rdx are kept unless they are dst. */
export function lowerMulThroughR11(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const width = aluWidth(insn);
  if (dst !== RAX) emitPush(buf, RAX);
  if (dst !== RDX) emitPush(buf, RDX);
  emitMov64(buf, AUX_REG, dst);
  if ((insn.code & BPF_X) !== BPF_K) copySrc(e, insn);
  else if (width === W64 && insn.imm < 0) emitMovSimm32(buf, RAX, insn.imm);
  else movImm32(buf, RAX, insn.imm);
  emitReg(buf, 0xf7 | width, 4, AUX_REG); // mul r11
  if (dst !== RDX) emitPop(buf, RDX);
  if (dst === RAX) return;
  emitMov64(buf, dst, RAX);
  emitPop(buf, RAX);
}

// As BPF's own mov: in 64 bits nothing if that is rax already.
function copySrc({ buf }: FuncEmitter, insn: Insn): void {
  const src = x86Reg(insn.src);
  if (aluWidth(insn) === W64) copyReg(buf, RAX, src);
  else movReg(buf, 0, RAX, src);
}

/** dst / src as rdx:rax / r11; the result waits in r11 until rax and rdx are back. */
export function lowerDivModThroughR11(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  emitPush(buf, RAX);
  emitPush(buf, RDX);
  if ((insn.code & BPF_X) === BPF_K) emitMovSimm32(buf, AUX_REG, insn.imm);
  else emitMov64(buf, AUX_REG, x86Reg(insn.src));
  copyReg(buf, RAX, dst);
  emitReg(buf, 0x31, RDX, RDX); // xor edx, edx
  emitReg(buf, 0xf7 | aluWidth(insn), 6, AUX_REG); // div r11
  emitMov64(buf, AUX_REG, (insn.code & OP_MASK) === BPF_MOD ? RDX : RAX);
  emitPop(buf, RDX);
  emitPop(buf, RAX);
  emitMov64(buf, dst, AUX_REG);
}
