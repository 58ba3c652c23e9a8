// Moves between registers, and what is written like them: sign extension, of loads as well (emit_movsx_reg and
// emit_ldsx, bpf_jit_comp.c, Linux 6.6 on), and per-CPU addresses (do_jit, 6.10 on).

import {
  BPF_ADDR_PERCPU,
  BPF_ALU,
  BPF_ALU64,
  BPF_B,
  BPF_H,
  BPF_LDX,
  BPF_MEMSX,
  BPF_MOV,
  BPF_W,
  BPF_X,
  type Insn,
  SIZE_MASK,
} from '../bpf/index.ts';
import { emitMem, emitMov32, emitRaw, emitReg, REX, W64 } from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { unknownOpcode, unknownSymbol } from './fault.ts';
import { aluWidth, copyReg } from './lower-alu.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { x86Reg } from './registers.ts';

const MOVSX_8 = 0x0fbe;
const MOVSX_16 = 0x0fbf;
const MOVSXD = 0x63;

function movsxOpcode(bits: number, width: number): number | null {
  if (bits === 8) return MOVSX_8 | REX;
  if (bits === 16) return MOVSX_16;
  return bits === 32 && width === W64 ? MOVSXD : null;
}

function lowerMovReg(e: FuncEmitter, insn: Insn): void {
  if (insn.off !== 0 && e.profile.jit.cpuV4) return lowerMovWithOff(e, insn);
  const dst = x86Reg(insn.dst);
  const src = x86Reg(insn.src);
  if (aluWidth(insn) === W64) copyReg(e.buf, dst, src);
  else emitMov32(e.buf, dst, src);
}

function lowerMovWithOff(e: FuncEmitter, insn: Insn): void {
  if (insn.off === BPF_ADDR_PERCPU) return lowerPercpuAddr(e, insn);
  const width = aluWidth(insn);
  const opcode = movsxOpcode(insn.off, width);
  if (opcode === null) e.fail(unknownOpcode(insn.code));
  else emitReg(e.buf, opcode | width, x86Reg(insn.dst), x86Reg(insn.src));
}

/** dst = src as an address on this CPU. */
function lowerPercpuAddr(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const dst = x86Reg(insn.dst);
  copyReg(buf, dst, x86Reg(insn.src));
  const thisCpuOff = e.refs.symbolAddr('this_cpu_off');
  if (thisCpuOff === null) e.fail(unknownSymbol('this_cpu_off'));
  // add dst, gs:[this_cpu_off]
  emitRaw(buf, [0x65, 0x48 | ((dst >> 3) << 2), 0x03, 0x04 | ((dst & 7) << 3), 0x25]);
  buf.imm32(Number(BigInt.asIntN(32, thisCpuOff ?? 0n)));
}

function lowerLoadSigned(e: FuncEmitter, insn: Insn): void {
  emitMem(e.buf, loadOpcode(insn) | W64, x86Reg(insn.dst), x86Reg(insn.src), insn.off);
}

function loadOpcode(insn: Insn): number {
  switch (insn.code & SIZE_MASK) {
    case BPF_B:
      return MOVSX_8;
    case BPF_H:
      return MOVSX_16;
    default:
      return MOVSXD;
  }
}

export const MOVE_ROWS: LoweringRows = [
  [combine([BPF_ALU, BPF_ALU64], [BPF_MOV | BPF_X]), lowerMovReg],
];

export const SIGNED_LOAD_ROWS: LoweringRows = [
  [combine([BPF_LDX | BPF_MEMSX], [BPF_B, BPF_H, BPF_W]), lowerLoadSigned],
];
