// Byte order conversions (do_jit, bpf_jit_comp.c, Linux 6.1). x86 is little endian, so `le` only
// truncates. Widths other than 16, 32 and 64 emit nothing; the verifier refuses them.

import { BPF_ALU, BPF_ALU64, BPF_END, BPF_K, BPF_X, type Insn } from '../bpf/index.ts';
import { type CodeBuffer, emitMov32, emitOpReg, emitReg, W16, W64 } from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import type { LoweringRows } from './lowering.ts';
import { x86Reg } from './registers.ts';

// movzx dst, dst16
function zeroExtend16(buf: CodeBuffer, dst: number): void {
  emitReg(buf, 0x0fb7, dst, dst);
}

function lowerToLe(e: FuncEmitter, insn: Insn): void {
  const dst = x86Reg(insn.dst);
  if (insn.imm === 16) zeroExtend16(e.buf, dst);
  else if (insn.imm === 32) emitMov32(e.buf, dst, dst);
}

// Also bswap, which swaps whatever the machine's order is.
function lowerSwap(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  if (insn.imm === 16) {
    emitReg(buf, 0xc1 | W16, 1, dst); // ror dst16, 8
    buf.imm8(8);
    zeroExtend16(buf, dst);
  } else if (insn.imm === 32) {
    emitOpReg(buf, 0x0fc8, dst); // bswap
  } else if (insn.imm === 64) {
    emitOpReg(buf, 0x0fc8 | W64, dst);
  }
}

export const ENDIAN_ROWS: LoweringRows = [
  [[BPF_ALU | BPF_END | BPF_K], lowerToLe],
  [[BPF_ALU | BPF_END | BPF_X], lowerSwap],
];

export const BSWAP_ROWS: LoweringRows = [[[BPF_ALU64 | BPF_END], lowerSwap]];
