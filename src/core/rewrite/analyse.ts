// The half of the verifier that decides, without changing the program: accept or refuse, stack depths,
// what is reachable, and what each tail call looks like.
// Authority: bpf_check of kernel/bpf/verifier.c, Linux 6.1.
// Simplification: every program counts as GPL and as loaded with BTF, so that tail calls in functions
// are accepted; functions are all static.

import { type Addr, err, ok, type Result } from '../base/index.ts';
import { CODE_JCOND, type MapDef, type ProgType } from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import { checkCfg } from './cfg.ts';
import { interpret } from './interpret/run.ts';
import { type InsnFacts, Verifier } from './interpret/verifier.ts';
import { checkOpcodes } from './ld-imm64.ts';
import { mayGotoStack } from './passes/may-goto.ts';
import { ERRNO, Refused, refuse } from './refused.ts';
import { checkStackDepth, MAX_BPF_STACK } from './stack-depth.ts';
import { findSubprogs, type Subprog } from './subprogs.ts';
import { checkLoader } from './unprivileged.ts';
import type { ProgSource, Refusal } from './xlated.ts';

/** What the verifier knows of the system that it runs on. */
export interface VerifierEnv {
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
  /** Address of a kernel function minus __bpf_call_base, as a signed 32-bit number. */
  helperImm(symbol: string): number | undefined;
  /** Where a kernel symbol is. */
  symbolAddr(symbol: string): Addr | undefined;
}

/** One function of the source program, as the verifier left it. */
export interface AnalysedSubprog extends Subprog {
  readonly name: string;
  /** Bytes of stack in use, 0..512, not rounded. */
  readonly stackDepth: number;
  readonly tailCallReachable: boolean;
}

/** Everything that the rewriting passes need. Slots are those of the source program. */
export interface Analysis {
  readonly subprogs: readonly AnalysedSubprog[];
  readonly facts: InsnFacts;
  /** Insns processed over all paths (`processed N insns`). */
  readonly insnsProcessed: number;
}

const MAX_INSNS = 1_000_000;

function checkSize(source: ProgSource): void {
  if (source.insns.length > 0 && source.insns.length <= MAX_INSNS) return;
  const message = `a program must have 1 to ${MAX_INSNS} insns, not ${source.insns.length}`;
  refuse(ERRNO.E2BIG, 'prog-size', message, null);
}

/** Types that may sleep in 6.1; syscall programs must. */
const MAY_SLEEP: readonly ProgType[] = ['tracing', 'lsm', 'kprobe', 'syscall'];

function checkSleeping({ type, sleepable }: ProgSource): void {
  if (type === 'syscall' && !sleepable) {
    refuse(ERRNO.EINVAL, 'sleepable', 'Syscall programs can only be sleepable', null);
  }
  if (!sleepable || MAY_SLEEP.includes(type)) return;
  const who = 'fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs';
  refuse(ERRNO.EINVAL, 'sleepable', `Only ${who} can be sleepable`, null);
}

/** Loops need CAP_BPF. */
function loopsOf({ load, verifier }: KernelProfile): Parameters<typeof checkCfg>[1] {
  if (load.unprivileged) return 'none';
  return verifier.anyBackEdge ? 'any' : 'jumps';
}

function analyseOrThrow(source: ProgSource, env: VerifierEnv): Analysis {
  checkSize(source);
  const { unprivileged } = env.profile.load;
  if (unprivileged) checkLoader(source, env);
  const { insns } = source;
  const subprogs = findSubprogs(insns, env.profile.jit.cpuV4);
  checkSleeping(source);
  checkOpcodes(source, env);
  const { prunePoints } = checkCfg(insns, loopsOf(env.profile));
  const verifier = new Verifier(source, env, subprogs, prunePoints);
  interpret(verifier);
  const reachable = checkStackDepth(
    { insns, subprogs, depths: verifier.stackDepths },
    env.profile.verifier,
  );
  const depths = stackGiven(verifier);
  return {
    subprogs: subprogs.map((subprog, subprogIdx) => ({
      ...subprog,
      name: nameOf(source, subprog, subprogIdx),
      stackDepth: (depths[subprogIdx] ?? 0) + loopStack(verifier, subprog),
      tailCallReachable: reachable[subprogIdx] ?? false,
    })),
    facts: verifier.facts,
    insnsProcessed: verifier.insnsProcessed,
  };
}

/** Stack of each function in bytes: what it uses, or all that there is (fixup_bpf_calls, up to 5.9). */
function stackGiven({ profile, facts, stackDepths }: Verifier): readonly number[] {
  const isUniform = !profile.verifier.tailCallsWithSubprogs && facts.tailCalls.size > 0;
  return isUniform ? stackDepths.map(() => MAX_BPF_STACK) : stackDepths;
}

/** Below the stack that the program uses, the budget of its may_goto loops. */
function loopStack({ insns, profile, facts }: Verifier, { start, end }: Subprog): number {
  const loops = insns
    .slice(start, end)
    .some(({ code }, slot) => code === CODE_JCOND && facts.seen[start + slot] !== 0);
  return loops ? mayGotoStack(profile.verifier.mayGoto === 'clock') : 0;
}

function nameOf(source: ProgSource, subprog: Subprog, subprogIdx: number): string {
  const known = source.funcNames.get(subprog.start);
  return known ?? (subprogIdx === 0 ? source.name : `subprog_${subprogIdx}`);
}

/** Runs `work`; a refusal on the way becomes an error. */
export function refusable<T>(work: () => T): Result<T, Refusal> {
  try {
    return ok(work());
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.refusal);
    throw thrown;
  }
}

/** Decides about a program as BPF_PROG_LOAD by root would. */
export function analyse(source: ProgSource, env: VerifierEnv): Result<Analysis, Refusal> {
  return refusable(() => analyseOrThrow(source, env));
}
