// The tail-call count behind a pointer (emit_prologue_tail_call, LOAD_TAIL_CALL_CNT_PTR and
// emit_bpf_tail_call_direct, bpf_jit_comp.c, Linux 6.12 on).
// The first program of a chain keeps the count on its own frame. Every frame has two qwords below its
// BPF stack: one that is the count where this frame owns it, and below that the pointer to the count.
// rax up to the limit is a count, from outside or from a main program; above, it is a pointer, handed to a
// subprogram or left by one that made the tail call. Failed attempts do not count.

import { at } from '../base/index.ts';
import {
  CC_A,
  CC_AE,
  emitJcc8,
  emitJmp8,
  emitMem32,
  emitMemAt,
  emitMov64,
  emitPop,
  emitPush,
  emitRaw,
  emitReg,
  RAX,
  RBP,
  RSP,
  W64,
} from '../x86/index.ts';
import type { CounterForm } from './counter-form.ts';
import type { FuncEmitter } from './emitter.ts';

function loadPointer(e: FuncEmitter): void {
  emitMem32(e.buf, 0x8b | W64, RAX, RBP, -16 - e.frame.stackSize); // mov rax, [rbp-16-S]
}

// rax is a count: keep it here and point to it. rax is a pointer: keep it, twice to keep the frame's size.
function saveOfMain(e: FuncEmitter): void {
  const { buf } = e;
  emitReg(buf, 0x83 | W64, 7, RAX); // cmp rax, limit
  buf.imm8(e.profile.tailCall.limit);
  emitJcc8(buf, CC_A, 0); // ja pointer
  const toPointer = buf.len;
  emitPush(buf, RAX);
  emitMov64(buf, RAX, RSP);
  emitJmp8(buf, 0); // jmp both
  const toBoth = buf.len;
  buf.landRel8(toPointer);
  emitPush(buf, RAX);
  buf.landRel8(toBoth);
  emitPush(buf, RAX);
}

export const COUNTER_BY_POINTER: CounterForm = {
  emitInit(e: FuncEmitter, isMain: boolean): void {
    if (isMain && e.frame.tailCallReachable)
      emitReg(e.buf, 0x31 | W64, RAX, RAX); // xor rax, rax
    else emitRaw(e.buf, at(e.profile.jit.nops, 3));
  },

  emitSave(e: FuncEmitter, isMain: boolean): void {
    if (!e.frame.tailCallReachable) return;
    if (isMain) return saveOfMain(e);
    emitPush(e.buf, RAX);
    emitPush(e.buf, RAX);
  },

  emitReload: loadPointer,

  emitLimitCheck(e: FuncEmitter): number {
    const { buf } = e;
    loadPointer(e);
    emitMemAt(buf, 0x83 | W64, 7, RAX); // cmp qword [rax], limit
    buf.imm8(e.profile.tailCall.limit);
    emitJcc8(buf, CC_AE, 0); // jae out
    return buf.len;
  },

  emitCount(e: FuncEmitter): void {
    emitMemAt(e.buf, 0x83 | W64, 0, RAX); // add qword [rax], 1
    e.buf.imm8(1);
  },

  // The pointer, then what lies above it: the count itself for a frame that owns it, or the pointer.
  emitRestore(e: FuncEmitter): void {
    emitPop(e.buf, RAX);
    emitPop(e.buf, RAX);
  },
};
