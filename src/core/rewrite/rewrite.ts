// The half of the verifier that changes the program, once it has been accepted.
// Authority: bpf_check of kernel/bpf/verifier.c, Linux 6.1: order of the passes; jit_subprogs: what calls
// look like afterwards.

import { at, type Result } from '../base/index.ts';
import { CODE_TAIL_CALL, callTarget, type Insn, isPseudoCall } from '../bpf/index.ts';
import { type Analysis, analyse, refusable, type VerifierEnv } from './analyse.ts';
import { convertCtxAccesses } from './passes/ctx-access.ts';
import { removeDeadCode } from './passes/dead-code.ts';
import { type Draft, draftOf } from './passes/edit.ts';
import { applyFixups } from './passes/fixups.ts';
import { zeroExtendCmpxchg } from './passes/zero-extend.ts';
import { subprogAt } from './subprogs.ts';
import { chooseTailCalls, type TailCallSite } from './tail-call-choice.ts';
import type { ProgSource, Refusal, Xlated, XlatedSubprog } from './xlated.ts';

function runPasses(source: ProgSource, analysis: Analysis, env: VerifierEnv): Draft {
  const { facts } = analysis;
  const starts = analysis.subprogs.map((subprog) => subprog.start);
  let draft = removeDeadCode(draftOf(source.insns, starts), facts.seen);
  draft = convertCtxAccesses(draft, facts, source, env.profile);
  draft = applyFixups(draft, source, env, analysis);
  return zeroExtendCmpxchg(draft, facts);
}

/** Functions that have code left, under their new bounds. */
function subprogsOf(draft: Draft, analysis: Analysis): XlatedSubprog[] {
  const live = analysis.subprogs.filter((subprog) => analysis.facts.seen[subprog.start] !== 0);
  return draft.starts.map((start, subprogIdx) => {
    const end = draft.starts[subprogIdx + 1] ?? draft.slots.length;
    const { name, stackDepth, tailCallReachable } = at(live, subprogIdx);
    const hasTailCall = draft.slots
      .slice(start, end)
      .some((slot) => slot.insn.code === CODE_TAIL_CALL);
    const reachable = tailCallReachable || hasTailCall;
    return { name, start, end, stackDepth, tailCallReachable: reachable, hasTailCall };
  });
}

function sitesOf(draft: Draft, analysis: Analysis): TailCallSite[] {
  const subprogs = draft.starts.map((start) => ({ start }));
  return draft.slots.flatMap((slot, insnIdx) => {
    const sighting = analysis.facts.tailCalls.get(slot.origin);
    if (slot.insn.code !== CODE_TAIL_CALL || sighting === undefined) return [];
    const subprogIdx = subprogAt(subprogs, insnIdx);
    return [{ sourceIdx: slot.origin, insnIdx, subprogIdx, sighting }];
  });
}

/** Calls carry the distance in off (cut to 16 bits, as the kernel does) and the function in imm. */
function finishCalls(draft: Draft): Insn[] {
  const subprogs = draft.starts.map((start) => ({ start }));
  return draft.slots.map(({ insn }, insnIdx) => {
    if (!isPseudoCall(insn)) return insn;
    const callee = subprogAt(subprogs, callTarget(insn, insnIdx));
    return { ...insn, off: (insn.imm << 16) >> 16, imm: callee };
  });
}

function rewriteOrThrow(source: ProgSource, analysis: Analysis, env: VerifierEnv): Xlated {
  const draft = runPasses(source, analysis, env);
  const { choices, pokeTab } = chooseTailCalls(sitesOf(draft, analysis), env.maps);
  const insns = finishCalls(draft);
  for (const { insnIdx, pokeIdx } of choices) {
    if (pokeIdx !== null) insns[insnIdx] = { ...at(insns, insnIdx), imm: pokeIdx + 1 };
  }
  return {
    name: source.name,
    type: source.type,
    sleepable: source.sleepable,
    insns,
    origin: Int32Array.from(draft.slots, (slot) => slot.origin),
    subprogs: subprogsOf(draft, analysis),
    pokeTab,
    tailCalls: choices,
  };
}

/** Rewrites an accepted program into what the JIT is given. */
export function rewrite(
  source: ProgSource,
  analysis: Analysis,
  env: VerifierEnv,
): Result<Xlated, Refusal> {
  return refusable(() => rewriteOrThrow(source, analysis, env));
}

/** `analyse` and `rewrite` in one: what BPF_PROG_LOAD does before the JIT. */
export function verify(source: ProgSource, env: VerifierEnv): Result<Xlated, Refusal> {
  const analysis = analyse(source, env);
  return analysis.ok ? rewrite(source, analysis.value, env) : analysis;
}
