// Calls of functions of the same program, and returns from them.
// Authority: check_func_call, set_callee_state and prepare_func_exit of kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: global functions with BTF (each is verified alone), callbacks.

import { at } from '../../base/index.ts';
import { callTarget, type Insn } from '../../bpf/index.ts';
import { ERRNO } from '../refused.ts';
import { clobberCallerSaved } from './helper-call.ts';
import { NOT_SUBREG } from './reg.ts';
import { Frame } from './state.ts';
import type { Verifier } from './verifier.ts';

const MAX_CALL_FRAMES = 8;

/** Enters the callee; returns its first slot. */
export function enterSubprog(verifier: Verifier, insn: Insn): number {
  const { state } = verifier;
  if (state.frames.length >= MAX_CALL_FRAMES) {
    const message = `the call stack of ${state.frames.length + 1} frames is too deep`;
    verifier.refuse(ERRNO.E2BIG, 'call-depth', message);
  }
  const target = callTarget(insn, verifier.insnIdx);
  const caller = state.frame;
  const callee = Frame.fresh(state.frames.length, verifier.subprogAt(target), verifier.insnIdx);
  for (let regno = 1; regno <= 5; regno++) {
    const [reg, arg] = [callee.reg(regno), caller.reg(regno)];
    reg.assign(arg);
    reg.live = arg.live;
    // The callee's argument is the caller's register: reads are marked there.
    reg.parent = arg.parent;
  }
  clobberCallerSaved(verifier);
  state.frames.push(callee);
  return target;
}

/** Leaves the innermost function; returns the slot behind the call. */
export function leaveSubprog(verifier: Verifier): number {
  const { state } = verifier;
  const callee = state.frame;
  const result = callee.reg(0);
  if (result.type === 'fp') {
    verifier.reject('return-stack', 'cannot return stack pointer to the caller');
  }
  state.frames.pop();
  const r0 = at(state.frames, state.frames.length - 1).reg(0);
  r0.assign(result);
  r0.subregDef = result.subregDef === NOT_SUBREG ? NOT_SUBREG : result.subregDef;
  r0.live = result.live;
  r0.parent = result.parent;
  return callee.callsite + 1;
}
