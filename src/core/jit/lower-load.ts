// ld_imm64 and loads (emit_mov_imm64, emit_ldx and do_jit, bpf_jit_comp.c, Linux 6.1).
// Not modelled: the exception table entry of a PROBE_MEM load; it is not code.

import {
  BPF_B,
  BPF_DW,
  BPF_H,
  BPF_LDX,
  BPF_MEM,
  BPF_PROBE_MEM,
  BPF_PSEUDO_MAP_FD,
  BPF_PSEUDO_MAP_VALUE,
  BPF_W,
  CODE_LD_IMM64,
  type Insn,
  SIZE_MASK,
} from '../bpf/index.ts';
import {
  CC_AE,
  CC_B,
  type CodeBuffer,
  emitJcc8,
  emitJmp8,
  emitMem,
  emitMov64,
  emitMovImm64,
  emitMovSimm32,
  emitReg,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { unresolvedLdImm64 } from './fault.ts';
import { movImm32 } from './lower-alu.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { AUX_REG, x86Reg } from './registers.ts';

/** TASK_SIZE_MAX + PAGE_SIZE: no kernel address lies below. */
const USER_LIMIT_HIGH = 0x8000;

function movImm64(e: FuncEmitter, dst: number, lo: number, hi: number): void {
  const { buf } = e;
  if (hi === 0) movImm32(buf, dst, lo);
  else if (hi === -1 && lo < 0 && e.profile.jit.shortNegativeImm64) emitMovSimm32(buf, dst, lo);
  else emitMovImm64(buf, dst, lo, hi);
}

function lowerLdImm64(e: FuncEmitter, insn: Insn, _slot: number, next: Insn | undefined): void {
  const dst = x86Reg(insn.dst);
  const hi = next?.imm ?? 0;
  if (insn.src === 0) {
    movImm64(e, dst, insn.imm, hi);
  } else if (insn.src === BPF_PSEUDO_MAP_FD || insn.src === BPF_PSEUDO_MAP_VALUE) {
    const addr =
      insn.src === BPF_PSEUDO_MAP_FD
        ? e.refs.mapAddr(insn.imm)
        : e.refs.mapValueAddr(insn.imm) + BigInt(hi >>> 0);
    movImm64(e, dst, Number(BigInt.asIntN(32, addr)), Number(BigInt.asIntN(32, addr >> 32n)));
  } else {
    e.fail(unresolvedLdImm64(insn.src));
  }
}

function loadOpcode(insn: Insn): number {
  switch (insn.code & SIZE_MASK) {
    case BPF_B:
      return 0x0fb6 | W64; // movzx r64, m8
    case BPF_H:
      return 0x0fb7 | W64; // movzx r64, m16
    case BPF_DW:
      return 0x8b | W64;
    default:
      return 0x8b;
  }
}

/** dst = *(size *)(src + off), zero-extended; registers of x86. */
export function emitLoad(buf: CodeBuffer, insn: Insn, dst: number, src: number): void {
  emitMem(buf, loadOpcode(insn), dst, src, insn.off);
}

export function lowerLoad(e: FuncEmitter, insn: Insn): void {
  emitLoad(e.buf, insn, x86Reg(insn.dst), x86Reg(insn.src));
}

// A load through a pointer that may be anything: user addresses, and those that wrap around,
// read as zero; a fault at a kernel address is fixed up.
function lowerProbeLoad(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  const src = x86Reg(insn.src);
  emitMovImm64(buf, AUX_REG, Math.abs(insn.off), USER_LIMIT_HIGH); // movabs r11, limit + |off|
  emitReg(buf, 0x39 | W64, AUX_REG, src); // cmp src, r11
  emitJcc8(buf, CC_B, 0); // jb zero
  const toZero = buf.len;
  emitMov64(buf, AUX_REG, src);
  emitReg(buf, 0x81 | W64, 0, AUX_REG); // add r11, off
  buf.imm32(insn.off);
  emitJcc8(buf, CC_AE, 0); // jae load
  const toLoad = buf.len;
  buf.landRel8(toZero);
  movImm32(buf, dst, 0);
  emitJmp8(buf, 0); // jmp out
  const toOut = buf.len;
  buf.landRel8(toLoad);
  emitLoad(buf, insn, dst, src);
  buf.landRel8(toOut);
}

const SIZES = [BPF_B, BPF_H, BPF_W, BPF_DW];

export const LOAD_ROWS: LoweringRows = [
  [[CODE_LD_IMM64], lowerLdImm64],
  [combine([BPF_LDX | BPF_MEM], SIZES), lowerLoad],
  [combine([BPF_LDX | BPF_PROBE_MEM], SIZES), lowerProbeLoad],
];
