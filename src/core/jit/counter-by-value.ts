// The tail-call count as a value in rax and in each frame (bpf_jit_comp.c, Linux 5.10 to 6.11).
// Each frame pushes rax below its BPF stack. The count is the upper half of that qword, so callees
// get a copy and what they count never comes back. A failed attempt counts as well.

import { at } from '../base/index.ts';
import {
  CC_A,
  CC_AE,
  emitJcc8,
  emitMem32,
  emitPop,
  emitPush,
  emitRaw,
  emitReg,
  RAX,
  RBP,
  W64,
} from '../x86/index.ts';
import type { CounterForm } from './counter-form.ts';
import type { FuncEmitter } from './emitter.ts';

const countDisp = (e: FuncEmitter): number => -4 - e.frame.stackSize;

export const COUNTER_BY_VALUE: CounterForm = {
  emitInit(e: FuncEmitter, isMain: boolean): void {
    if (isMain && e.frame.tailCallReachable)
      emitReg(e.buf, 0x31, RAX, RAX); // xor eax, eax
    else emitRaw(e.buf, at(e.profile.jit.nops, 2));
  },

  emitSave(e: FuncEmitter): void {
    if (e.frame.tailCallReachable) emitPush(e.buf, RAX);
  },

  emitReload(e: FuncEmitter): void {
    const { stackSize, stackDepth } = e.frame;
    const size = e.profile.tailCall.reloadRounds ? stackSize : stackDepth;
    emitMem32(e.buf, 0x8b | W64, RAX, RBP, -8 - size); // mov rax, [rbp-8-S]
  },

  emitLimitCheck(e: FuncEmitter): number {
    const { buf } = e;
    emitMem32(buf, 0x8b, RAX, RBP, countDisp(e)); // mov eax, [rbp-4-S]
    emitReg(buf, 0x83, 7, RAX); // cmp eax, limit
    buf.imm8(e.profile.tailCall.limit);
    emitJcc8(buf, e.profile.tailCall.limitJump === 'ja' ? CC_A : CC_AE, 0); // to out
    return buf.len;
  },

  emitCount(e: FuncEmitter): void {
    emitReg(e.buf, 0x83, 0, RAX); // add eax, 1
    e.buf.imm8(1);
    emitMem32(e.buf, 0x89, RAX, RBP, countDisp(e)); // mov [rbp-4-S], eax
  },

  emitRestore(e: FuncEmitter): void {
    emitPop(e.buf, RAX);
  },
};
