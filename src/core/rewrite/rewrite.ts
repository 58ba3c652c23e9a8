// The half of the verifier that changes the program, once it has been accepted.
// Authority: bpf_check of kernel/bpf/verifier.c, Linux 6.1: order of the passes; jit_subprogs: what calls
// look like afterwards.

import { at, type InsnIdx, type Result } from '../base/index.ts';
import { CODE_TAIL_CALL, callTarget, isLdImm64, isPseudoCall } from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import { type Analysis, analyse, refusable, type VerifierEnv } from './analyse.ts';
import { constBranches } from './const-branches.ts';
import { convertCtxAccesses } from './passes/ctx-access.ts';
import { removeDeadCode, wireConstant } from './passes/dead-code.ts';
import { type Draft, draftOf, marked, type Slot } from './passes/edit.ts';
import { applyFixups } from './passes/fixups.ts';
import { guardSpeculation, trapDeadCode } from './passes/speculation.ts';
import { zeroExtendCmpxchg } from './passes/zero-extend.ts';
import { markOf, type Provenance, rewritingsOf } from './provenance.ts';
import { subprogAt } from './subprogs.ts';
import { chooseTailCalls, type TailCallSite } from './tail-call-choice.ts';
import type { ProgSource, Refusal, Rewritten, XlatedSubprog } from './xlated.ts';

/** Loads of a map's address keep its index here; in the kernel both halves of the address are filled in. */
function resolveMaps(draft: Draft): Draft {
  const slots = [...draft.slots];
  for (let slotIdx = 0; slotIdx < slots.length; slotIdx++) {
    const { insn } = at(slots, slotIdx);
    if (!isLdImm64(insn)) continue;
    if (insn.src !== 0) {
      slots[slotIdx] = marked(at(slots, slotIdx), 'map-pointer');
      slots[slotIdx + 1] = marked(at(slots, slotIdx + 1), 'map-pointer');
    }
    slotIdx++;
  }
  return { ...draft, slots };
}

function constantBranches(
  draft: Draft,
  { verifier }: KernelProfile,
): ReadonlyMap<InsnIdx, boolean> {
  const { numbers } = verifier;
  if (!numbers.foldsBranches) return new Map();
  return constBranches(
    draft.slots.map(({ insn }) => insn),
    draft.starts,
    numbers,
  );
}

function runPasses(source: ProgSource, analysis: Analysis, env: VerifierEnv): Draft {
  const { facts } = analysis;
  const starts = analysis.subprogs.map((subprog) => subprog.start);
  let draft = resolveMaps(draftOf(source.insns, starts));
  const constant = constantBranches(draft, env.profile);
  if (env.profile.load.unprivileged) {
    draft = trapDeadCode(wireConstant(draft, constant), facts.seen);
    draft = guardSpeculation(draft, facts, env.profile.verifier.speculation);
  } else draft = removeDeadCode(draft, facts.seen, constant);
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
function finishCalls(draft: Draft): Slot[] {
  const subprogs = draft.starts.map((start) => ({ start }));
  return draft.slots.map((slot, insnIdx) => {
    const { insn } = slot;
    if (!isPseudoCall(insn)) return slot;
    const callee = subprogAt(subprogs, callTarget(insn, insnIdx));
    const finished = { ...insn, off: (insn.imm << 16) >> 16, imm: callee };
    return marked({ ...slot, insn: finished }, 'subprog-call');
  });
}

/** Marks of a slot; a jump that has come back to the offset that it had is as it was. */
function marksOf({ insn, origin, marks }: Slot, source: ProgSource): number {
  if (marks !== markOf('jump-offset')) return marks;
  const { off, imm } = at(source.insns, origin);
  return insn.off === off && insn.imm === imm ? 0 : marks;
}

/** Where all of an insn was replaced, the first of what replaces it stands for it. */
function putInOf(slots: readonly Slot[]): Uint8Array {
  const putIn = Uint8Array.from(slots, ({ original }) => (original ? 0 : 1));
  let first = 0;
  while (first < slots.length) {
    let behind = first;
    while (slots[behind]?.origin === slots[first]?.origin && behind < slots.length) behind++;
    if (putIn.subarray(first, behind).every((each) => each === 1)) putIn[first] = 0;
    first = behind;
  }
  return putIn;
}

function provenanceOf(
  slots: readonly Slot[],
  removed: Draft['removed'],
  source: ProgSource,
  { profile }: VerifierEnv,
): Provenance {
  return {
    rewritings: rewritingsOf(profile.version),
    marks: Int32Array.from(slots, (slot) => marksOf(slot, source)),
    putIn: putInOf(slots),
    removed: [...removed].sort((a, b) => a.insnIdx - b.insnIdx),
  };
}

function rewriteOrThrow(source: ProgSource, analysis: Analysis, env: VerifierEnv): Rewritten {
  const draft = runPasses(source, analysis, env);
  const { load } = env.profile;
  const { choices, pokeTab } = chooseTailCalls(sitesOf(draft, analysis), env.maps, load);
  const slots = finishCalls(draft);
  const insns = slots.map(({ insn }) => insn);
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
    provenance: provenanceOf(slots, draft.removed, source, env),
  };
}

/** Rewrites an accepted program into what the JIT is given. */
export function rewrite(
  source: ProgSource,
  analysis: Analysis,
  env: VerifierEnv,
): Result<Rewritten, Refusal> {
  return refusable(() => rewriteOrThrow(source, analysis, env));
}

/** `analyse` and `rewrite` in one: what BPF_PROG_LOAD does before the JIT. */
export function verify(source: ProgSource, env: VerifierEnv): Result<Rewritten, Refusal> {
  const analysis = analyse(source, env);
  return analysis.ok ? rewrite(source, analysis.value, env) : analysis;
}
