// Exit: the first one is the epilogue, later ones jump back to it (do_jit, bpf_jit_comp.c, 6.1).
// A jump back counts as body: it is what the insn became, not the epilogue.

import { CODE_EXIT, type Insn } from '../bpf/index.ts';
import { emitLeave } from '../x86/index.ts';
import { counterForm } from './counter-forms.ts';
import type { FuncEmitter } from './emitter.ts';
import type { LoweringRows } from './lowering.ts';
import { emitReturn, popCalleeRegs } from './unwind.ts';

function lowerExit(e: FuncEmitter, _insn: Insn, slot: number): void {
  if (e.hasEpilogue) {
    const fault = e.jumps.exit(e.buf, slot);
    if (fault !== null) e.fail(fault);
    return;
  }
  e.hasEpilogue = true;
  e.jumps.epilogue(e.buf, slot);
  e.enter('epilogue');
  counterForm(e.profile).emitDrop?.(e);
  popCalleeRegs(e);
  emitLeave(e.buf);
  emitReturn(e);
}

export const EXIT_ROWS: LoweringRows = [[[CODE_EXIT], lowerExit]];
