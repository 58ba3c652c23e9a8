// Stores and the speculation barrier (emit_stx and do_jit, bpf_jit_comp.c, Linux 6.1).

import {
  BPF_B,
  BPF_DW,
  BPF_H,
  BPF_MEM,
  BPF_ST,
  BPF_STX,
  BPF_W,
  CODE_NOSPEC,
  type Insn,
  SIZE_MASK,
} from '../bpf/index.ts';
import { emitLfence, emitMem, W8, W16, W64 } from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { x86Reg } from './registers.ts';

export function lowerStoreReg(e: FuncEmitter, insn: Insn): void {
  const dst = x86Reg(insn.dst);
  emitMem(e.buf, storeRegOpcode(insn), x86Reg(insn.src), dst, insn.off);
}

function storeRegOpcode(insn: Insn): number {
  switch (insn.code & SIZE_MASK) {
    case BPF_B:
      return 0x88 | W8;
    case BPF_H:
      return 0x89 | W16;
    case BPF_DW:
      return 0x89 | W64;
    default:
      return 0x89;
  }
}

function lowerStoreImm(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  switch (insn.code & SIZE_MASK) {
    case BPF_B:
      emitMem(buf, 0xc6, 0, dst, insn.off);
      buf.imm8(insn.imm);
      break;
    case BPF_H:
      emitMem(buf, 0xc7 | W16, 0, dst, insn.off);
      buf.imm16(insn.imm);
      break;
    case BPF_DW:
      emitMem(buf, 0xc7 | W64, 0, dst, insn.off);
      buf.imm32(insn.imm);
      break;
    default:
      emitMem(buf, 0xc7, 0, dst, insn.off);
      buf.imm32(insn.imm);
  }
}

function lowerNospec(e: FuncEmitter): void {
  emitLfence(e.buf);
}

const SIZES = [BPF_B, BPF_H, BPF_W, BPF_DW];

export const STORE_ROWS: LoweringRows = [
  [combine([BPF_STX | BPF_MEM], SIZES), lowerStoreReg],
  [combine([BPF_ST | BPF_MEM], SIZES), lowerStoreImm],
  [[CODE_NOSPEC], lowerNospec],
];
