// Saving and restoring callee-saved registers, and the ways out of an image
// (push_callee_regs, pop_callee_regs, emit_return, emit_indirect_jump, bpf_jit_comp.c, Linux 6.1).

import { at } from '../base/index.ts';
import {
  emitInt3,
  emitJmpReg,
  emitLfence,
  emitPop,
  emitPush,
  emitReg,
  emitRet,
  RAX,
  RCX,
  RSP,
  W64,
} from '../x86/index.ts';
import type { FuncEmitter } from './emitter.ts';
import { emitInlineRetpoline } from './inline-retpoline.ts';
import { x86Reg } from './registers.ts';

export function pushCalleeRegs(e: FuncEmitter): void {
  for (const reg of e.frame.calleeRegsUsed) emitPush(e.buf, x86Reg(reg));
}

export function popCalleeRegs(e: FuncEmitter): void {
  const regs = e.frame.calleeRegsUsed;
  for (let i = regs.length - 1; i >= 0; i--) emitPop(e.buf, x86Reg(at(regs, i)));
}

/** sub rsp, stackSize: always with an imm32; nothing for an empty stack, unless all frames are alike. */
export function allocStack(e: FuncEmitter): void {
  adjustStack(e, 5);
}

/** add rsp, stackSize. */
export function freeStack(e: FuncEmitter): void {
  adjustStack(e, 0);
}

function adjustStack(e: FuncEmitter, extension: number): void {
  if (e.frame.stackSize === 0 && !e.frame.isUniform) return;
  emitReg(e.buf, 0x81 | W64, extension, RSP);
  e.buf.imm32(e.frame.stackSize);
}

export function emitReturn(e: FuncEmitter): void {
  const { returnThunk, sls } = e.profile.jit;
  if (returnThunk !== null) {
    e.jumpToSymbol(returnThunk);
    return;
  }
  emitRet(e.buf);
  if (sls) emitInt3(e.buf);
}

/** Register that an indirect tail call goes through. */
export function indirectReg(e: FuncEmitter): number {
  return e.profile.jit.indirectReg === 'rax' ? RAX : RCX;
}

/** A jump to the address in `indirectReg`. */
export function emitIndirectJump(e: FuncEmitter): void {
  const { indirectJump, indirectThunk, int3AfterIndirectJump } = e.profile.jit;
  if (indirectJump === 'retpoline') {
    e.jumpToSymbol(indirectThunk);
  } else if (indirectJump === 'lfence') {
    emitLfence(e.buf);
    emitJmpReg(e.buf, RCX);
  } else if (indirectJump === 'inline-retpoline') {
    emitInlineRetpoline(e.buf);
  } else {
    emitJmpReg(e.buf, indirectReg(e));
    if (int3AfterIndirectJump) emitInt3(e.buf);
  }
}
