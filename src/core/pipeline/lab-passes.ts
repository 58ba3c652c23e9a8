// What the JIT's passes did to one function of a lab.

import { printInsn } from '../bpf/index.ts';
import { type PassTrace, tracePasses } from '../jit/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { Xlated } from '../rewrite/index.ts';
import type { LabResult } from './result.ts';

export interface PassesQuestion {
  readonly progIdx: number;
  readonly funcIdx: number;
  /** As written after `.kernel`, in place of the lab's own; null: the lab's. */
  readonly kernel: string | null;
}

export interface LabPasses {
  /** The kernel whose JIT it is, as written after `.kernel`. */
  readonly kernel: string;
  /** Names of the program's functions; the first is the main program. */
  readonly funcs: readonly string[];
  /** Null when there is nothing to pass over; `refused` says why. */
  readonly trace: PassTrace | null;
  readonly refused: readonly string[];
  /** There is an image of this function, but none of the program: another function has none. */
  readonly isDropped: boolean;
  /** The insn of each jump of the trace, as text. */
  readonly texts: readonly string[];
}

const NO_JIT = 'the JIT is off (nojit), so nothing is passed over: the interpreter reads the insns';

/** Whether the passes over some function of a program come to no end. */
function hasLostFunc(xlated: Xlated, profile: KernelProfile): boolean {
  return xlated.subprogs.some((_, funcIdx) => {
    const trace = tracePasses(xlated, funcIdx, profile);
    return !trace.ok || trace.value.fault !== null;
  });
}

/** The passes over a function of `result`, which is of the kernel that `question` asks for. */
export function labPasses(
  result: LabResult,
  { progIdx, funcIdx }: Omit<PassesQuestion, 'kernel'>,
): LabPasses {
  const { profile, diagnostics } = result;
  const { xlated = null, jit = null } = result.progs[progIdx] ?? {};
  const funcs = xlated?.subprogs.map(({ name }) => name) ?? [];
  const kernel = [profile.version, ...profile.options].join(' ');
  const nothing = { kernel, funcs, trace: null, texts: [], isDropped: false };
  if (!profile.load.jit) return { ...nothing, refused: [NO_JIT] };
  if (!xlated || !(funcIdx in funcs)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return { ...nothing, refused: errors.map(({ message }) => message) };
  }
  const trace = tracePasses(xlated, funcIdx, profile);
  if (!trace.ok) return { ...nothing, refused: [trace.error.message] };
  const texts = trace.value.jumps.map(({ insnIdx }) =>
    printInsn(xlated.insns.slice(insnIdx, insnIdx + 1)),
  );
  const isDropped = jit === null && trace.value.fault === null && hasLostFunc(xlated, profile);
  return { kernel, funcs, trace: trace.value, refused: [], texts, isDropped };
}
