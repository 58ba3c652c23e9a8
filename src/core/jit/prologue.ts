// Function entry (emit_prologue, bpf_jit_comp.c, Linux 6.1).

import { at } from '../base/index.ts';
import { emitEndbr64, emitMov64, emitPush, emitRaw, RBP, RSP } from '../x86/index.ts';
import { counterForm } from './counter-forms.ts';
import type { FuncEmitter } from './emitter.ts';
import { allocStack, pushCalleeRegs } from './unwind.ts';

const ENTRY_NOP_SIZE = 5;

/** Emits the prologue. A tail call lands behind mov rbp, rsp, on the second endbr64 if any. */
export function emitPrologue(e: FuncEmitter, isMain: boolean): void {
  const { buf, profile } = e;
  const count = counterForm(profile);
  if (profile.jit.ibt) emitEndbr64(buf);
  emitRaw(buf, at(profile.jit.nops, ENTRY_NOP_SIZE)); // a place for fentry to patch
  count.emitInit(e, isMain);
  emitPush(buf, RBP);
  emitMov64(buf, RBP, RSP);
  if (profile.jit.ibt) emitEndbr64(buf);
  allocStack(e);
  count.emitSave(e, isMain);
  pushCalleeRegs(e);
  count.emitSaveLast?.(e);
}
