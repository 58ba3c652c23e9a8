// Calls of helpers and of other functions of the program (emit_call and do_jit, bpf_jit_comp.c,
// Linux 6.1). A helper's imm is its distance from __bpf_call_base; a function's imm its index.

import { BPF_PSEUDO_CALL, CODE_CALL, type Insn } from '../bpf/index.ts';
import { emitRaw } from '../x86/index.ts';
import { counterForm } from './counter-forms.ts';
import type { FuncEmitter } from './emitter.ts';
import { callToNowhere, unknownSymbol } from './fault.ts';
import type { LoweringRows } from './lowering.ts';

/** Bytes of the insn that counts a call. */
const CALL_DEPTH_SIZE = 9;

// sar qword gs:[rip+depth], 5: a 1 comes in from above for every call, until the count is full of ones
// (x86_call_depth_emit_accounting, arch/x86/kernel/callthunks.c).
function accountCallDepth(e: FuncEmitter): void {
  const { callDepth } = e.profile.jit;
  if (callDepth === null) return;
  const { buf } = e;
  const start = buf.len;
  const distance = e.refs.symbol(callDepth.symbol);
  if (distance === null) e.fail(unknownSymbol(callDepth.symbol));
  emitRaw(buf, [0x65, 0x48, 0xc1, 0x3d]);
  buf.imm32((distance ?? 0) + callDepth.off - (start + CALL_DEPTH_SIZE));
  buf.imm8(5);
}

function callHelper(e: FuncEmitter, imm: number): void {
  if (imm === 0) e.fail(callToNowhere());
  const callBase = e.refs.callBase();
  if (callBase === null) e.fail(unknownSymbol('__bpf_call_base'));
  e.call((callBase ?? 0) + imm, `__bpf_call_base+${imm}`);
}

function lowerCall(e: FuncEmitter, insn: Insn): void {
  const toSubprog = insn.src === BPF_PSEUDO_CALL;
  const reloads = toSubprog || e.profile.jit.countReload === 'every-call';
  if (reloads && e.frame.tailCallReachable) counterForm(e.profile).emitReload(e);
  accountCallDepth(e);
  if (toSubprog) e.call(e.refs.func(insn.imm), `function ${insn.imm}`);
  else callHelper(e, insn.imm);
}

export const CALL_ROWS: LoweringRows = [[[CODE_CALL], lowerCall]];
