// Atomic insns (emit_atomic and do_jit, bpf_jit_comp.c, Linux 5.12 to 6.14).

import {
  BPF_ADD,
  BPF_AND,
  BPF_ATOMIC,
  BPF_B,
  BPF_CMPXCHG,
  BPF_DW,
  BPF_FETCH,
  BPF_H,
  BPF_LOAD_ACQ,
  BPF_OR,
  BPF_STORE_REL,
  BPF_STX,
  BPF_SUB,
  BPF_W,
  BPF_XCHG,
  BPF_XOR,
  type Insn,
  SIZE_MASK,
} from '../bpf/index.ts';
import { CC_NE, emitJcc8, emitMem, emitMov64, emitReg, LOCK, R10, RAX, W64 } from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { unknownAtomic } from './fault.ts';
import { aluOpcode, movReg } from './lower-alu.ts';
import { emitLoad, lowerLoad } from './lower-load.ts';
import { lowerStoreReg } from './lower-store.ts';
import { combine, type LoweringRows } from './lowering.ts';
import { AUX_REG, x86Reg } from './registers.ts';

/** The one x86 insn that does `imm`, or null. */
function lockedOpcode(imm: number): number | null {
  switch (imm) {
    case BPF_ADD:
    case BPF_SUB:
    case BPF_AND:
    case BPF_OR:
    case BPF_XOR:
      return aluOpcode(imm);
    case BPF_ADD | BPF_FETCH:
      return 0x0fc1; // xadd
    case BPF_XCHG:
      return 0x87;
    case BPF_CMPXCHG:
      return 0x0fb1;
    default:
      return null;
  }
}

function atomicWidth(insn: Insn): number {
  return (insn.code & SIZE_MASK) === BPF_DW ? W64 : 0;
}

function needsLoop(imm: number): boolean {
  return (
    imm === (BPF_AND | BPF_FETCH) || imm === (BPF_OR | BPF_FETCH) || imm === (BPF_XOR | BPF_FETCH)
  );
}

// x86 cannot fetch and modify by and, or, xor at once: load, modify a copy, and swap it in if
// nobody was faster. cmpxchg compares with rax, so r0 waits in r10 (BPF's AX).
function lowerFetchLoop(e: FuncEmitter, insn: Insn): void {
  const { buf } = e;
  const width = atomicWidth(insn);
  const src = insn.src === 0 ? R10 : x86Reg(insn.src);
  const dst = insn.dst === 0 ? R10 : x86Reg(insn.dst);
  emitMov64(buf, R10, RAX);
  const retry = buf.len;
  emitLoad(buf, insn, RAX, dst);
  movReg(buf, width, AUX_REG, RAX);
  emitReg(buf, aluOpcode(insn.imm) | width, src, AUX_REG);
  emitMem(buf, 0x0fb1 | LOCK | width, AUX_REG, dst, insn.off); // lock cmpxchg
  emitJcc8(buf, CC_NE, retry - (buf.len + 2)); // jne retry
  movReg(buf, width, src, RAX);
  emitMov64(buf, RAX, R10);
}

// x86 orders plain loads and stores as acquire and release want (6.15 on).
function lowerAcquireRelease(e: FuncEmitter, insn: Insn): void {
  if (insn.imm === BPF_LOAD_ACQ) lowerLoad(e, insn);
  else if (insn.imm === BPF_STORE_REL) lowerStoreReg(e, insn);
  else e.fail(unknownAtomic(insn.imm));
}

function lowerAtomic(e: FuncEmitter, insn: Insn): void {
  const isOrder = insn.imm === BPF_LOAD_ACQ || insn.imm === BPF_STORE_REL;
  if (isOrder && e.profile.jit.acquireRelease) return lowerAcquireRelease(e, insn);
  if (needsLoop(insn.imm)) {
    lowerFetchLoop(e, insn);
    return;
  }
  const opcode = lockedOpcode(insn.imm);
  if (opcode === null) {
    e.fail(unknownAtomic(insn.imm));
    return;
  }
  const dst = x86Reg(insn.dst);
  const lock = insn.imm === BPF_XCHG && !e.profile.jit.lockedXchg ? 0 : LOCK;
  emitMem(e.buf, opcode | lock | atomicWidth(insn), x86Reg(insn.src), dst, insn.off);
}

export const ATOMIC_ROWS: LoweringRows = [
  [combine([BPF_STX | BPF_ATOMIC], [BPF_W, BPF_DW]), lowerAtomic],
];

export const SMALL_ATOMIC_ROWS: LoweringRows = [
  [combine([BPF_STX | BPF_ATOMIC], [BPF_B, BPF_H]), lowerAcquireRelease],
];
