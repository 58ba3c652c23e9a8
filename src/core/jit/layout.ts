// First half of the JIT: how long everything is. Needs no addresses, because no length depends
// on one (kernel addresses never fit the short form of an immediate).

import { assert, err, ok, type Result } from '../base/index.ts';
import { CODE_LD_IMM64, type Insn } from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { Xlated, XlatedSubprog } from '../rewrite/index.ts';
import { FuncEmitter } from './emitter.ts';
import { type JitFault, unknownOpcode } from './fault.ts';
import { frameOf } from './frame.ts';
import type { FrameInfo, JitError } from './image.ts';
import { JumpRecorder } from './jump-sink.ts';
import { LOWERINGS } from './lowering-table.ts';
import { type Converged, runPasses } from './pass-loop.ts';
import { emitPrologue } from './prologue.ts';
import { NO_REFERENCES } from './references.ts';

/** Enough for the longest prologue and for one insn. */
const SCRATCH_SIZE = 512;

/** One function with every length known. */
export interface FuncLayout extends Converged {
  readonly func: XlatedSubprog;
  readonly frame: FrameInfo;
  /** Image length in bytes, whatever the addresses. */
  readonly length: number;
}

/** A program whose images can be placed and then emitted. */
export interface ProgLayout {
  readonly xlated: Xlated;
  readonly profile: KernelProfile;
  readonly funcs: readonly FuncLayout[];
}

/** Emits one insn. Returns the slots that it took: 2 for ld_imm64. */
export function emitInsn(
  e: FuncEmitter,
  insns: readonly Insn[],
  insnIdx: number,
  start: number,
): number {
  const insn = insns[insnIdx];
  assert(insn !== undefined, `slot ${insnIdx} of ${insns.length}`);
  const lowering = LOWERINGS[insn.code] ?? null;
  if (lowering === null) e.fail(unknownOpcode(insn.code));
  else lowering(e, insn, insnIdx - start, insns[insnIdx + 1]);
  return insn.code === CODE_LD_IMM64 ? 2 : 1;
}

/** Pins a fault to a slot of the program. */
export function jitError(fault: JitFault, insnIdx: number | null): JitError {
  return { ...fault, insnIdx };
}

function measurePrologue(e: FuncEmitter, isMain: boolean): number {
  emitPrologue(e, isMain);
  return e.buf.len;
}

// Emits each insn once into scratch memory. Jumps leave themselves out.
function measureInsns(
  e: FuncEmitter,
  code: JumpRecorder,
  insns: readonly Insn[],
  func: XlatedSubprog,
): JitError | null {
  for (let insnIdx = func.start; insnIdx < func.end; ) {
    e.buf.reset();
    const slotCount = emitInsn(e, insns, insnIdx, func.start);
    if (e.fault !== null) return jitError(e.fault, insnIdx);
    code.sizes[insnIdx - func.start] = e.buf.len;
    insnIdx += slotCount;
  }
  return null;
}

function layoutFunc(
  xlated: Xlated,
  funcIdx: number,
  func: XlatedSubprog,
  profile: KernelProfile,
): Result<FuncLayout, JitError> {
  const frame = frameOf(xlated.insns, func, profile);
  const code = new JumpRecorder(func.end - func.start);
  const e = new FuncEmitter({ profile, frame, refs: NO_REFERENCES, jumps: code }, SCRATCH_SIZE);
  const prologueSize = measurePrologue(e, funcIdx === 0);
  const error = measureInsns(e, code, xlated.insns, func);
  if (error !== null) return err(error);
  const { shortJumpMax } = profile;
  const converged = runPasses({ code, prologueSize, shortJumpMax });
  if (!converged.ok) {
    const { fault, slot } = converged.error;
    return err(jitError(fault, slot === null ? null : func.start + slot));
  }
  const length = converged.value.addrs[func.end - func.start] ?? prologueSize;
  return ok({ ...converged.value, func, frame, length });
}

/**
 * Finds the length of every function of `xlated` under `profile`, by the kernel's pass loop.
 * Images can then be placed in memory and emitted by `emitProg`.
 */
export function layoutProg(xlated: Xlated, profile: KernelProfile): Result<ProgLayout, JitError> {
  const funcs: FuncLayout[] = [];
  for (const [funcIdx, func] of xlated.subprogs.entries()) {
    const layout = layoutFunc(xlated, funcIdx, func, profile);
    if (!layout.ok) return layout;
    funcs.push(layout.value);
  }
  return ok({ xlated, profile, funcs });
}
