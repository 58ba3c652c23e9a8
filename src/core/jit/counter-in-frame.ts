// The tail-call count at a fixed place of a frame that all programs of a chain share (bpf_jit_comp.c,
// Linux 5.9). It is the upper half of the last qword pushed; each run begins it at 0, and a tail call lands
// behind that. A failed attempt counts as well.

import { CC_A, emitJcc8, emitMem32, emitPop, emitReg, RAX, RBP, RBX } from '../x86/index.ts';
import type { CounterForm } from './counter-form.ts';
import type { FuncEmitter } from './emitter.ts';

const SAVED_REGS_SIZE = 32;

const countDisp = (e: FuncEmitter): number => -4 - SAVED_REGS_SIZE - e.frame.stackSize;

export const COUNTER_IN_FRAME: CounterForm = {
  // All that there is to begin with is the push.
  emitInit(): void {},
  emitSave(): void {},

  emitSaveLast(e: FuncEmitter): void {
    e.buf.begin();
    e.buf.imm8(0x6a); // push 0
    e.buf.imm8(0);
  },

  // Calls hand nothing on: the verifier refuses tail calls where there are subprograms.
  emitReload(): void {},

  emitLimitCheck(e: FuncEmitter): number {
    const { buf } = e;
    emitMem32(buf, 0x8b, RAX, RBP, countDisp(e)); // mov eax, [rbp-36-S]
    emitReg(buf, 0x83, 7, RAX); // cmp eax, limit
    buf.imm8(e.profile.tailCall.limit);
    emitJcc8(buf, CC_A, 0); // ja out
    return buf.len;
  },

  emitCount(e: FuncEmitter): void {
    emitReg(e.buf, 0x83, 0, RAX); // add eax, 1
    e.buf.imm8(1);
    emitMem32(e.buf, 0x89, RAX, RBP, countDisp(e)); // mov [rbp-36-S], eax
  },

  // The target goes on in the same frame.
  emitRestore(): void {},

  emitDrop(e: FuncEmitter): void {
    emitPop(e.buf, RBX);
  },
};
