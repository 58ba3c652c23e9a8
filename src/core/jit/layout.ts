// First half of the JIT: how long everything is. Needs no addresses, because no length depends
// on one (kernel addresses never fit the short form of an immediate).

import { at, err, ok, type Result } from '../base/index.ts';
import { CODE_LD_IMM64, type Insn } from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { Xlated, XlatedSubprog } from '../rewrite/index.ts';
import { FuncEmitter } from './emitter.ts';
import { type JitFault, unknownOpcode } from './fault.ts';
import { frameOf } from './frame.ts';
import type { FrameInfo, JitError } from './image.ts';
import { KIND_EPILOGUE } from './jump-form.ts';
import { JumpRecorder } from './jump-sink.ts';
import { lowerings } from './lowering-table.ts';
import { type Converged, type PassInput, runPasses } from './pass-loop.ts';
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
  /** About how many x86 insns it has: exact if no jump vanishes and none gets a nop. */
  readonly insnCount: number;
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
  const insn = at(insns, insnIdx);
  const lowering = lowerings(e.profile.jit)[insn.code] ?? null;
  if (lowering === null) e.fail(unknownOpcode(insn.code));
  else lowering(e, insn, insnIdx - start, insns[insnIdx + 1]);
  return insn.code === CODE_LD_IMM64 ? 2 : 1;
}

/** Pins a fault to a slot of the program. */
export function jitError(fault: JitFault, insnIdx: number | null): JitError {
  return { ...fault, insnIdx };
}

// Emits each insn once into scratch memory. Jumps leave themselves out.
class Measured {
  readonly code: JumpRecorder;
  prologueSize = 0;
  /** x86 insns of the image, if no jump vanishes and none gets a nop. */
  insnCount = 0;
  error: JitError | null = null;

  constructor(xlated: Xlated, func: XlatedSubprog, profile: KernelProfile, frame: FrameInfo) {
    this.code = new JumpRecorder(func.end - func.start);
    const target = { profile, frame, refs: NO_REFERENCES, jumps: this.code };
    const e = new FuncEmitter(target, SCRATCH_SIZE);
    emitPrologue(e, func.start === 0);
    this.prologueSize = e.buf.len;
    this.insnCount = e.buf.count;
    this.#measureInsns(e, xlated.insns, func);
  }

  #measureInsns(e: FuncEmitter, insns: readonly Insn[], func: XlatedSubprog): void {
    const { kinds, sizes } = this.code;
    for (let insnIdx = func.start; insnIdx < func.end; ) {
      e.buf.reset();
      const slotCount = emitInsn(e, insns, insnIdx, func.start);
      if (e.fault !== null) {
        this.error = jitError(e.fault, insnIdx);
        return;
      }
      const slot = insnIdx - func.start;
      sizes[slot] = e.buf.len;
      this.insnCount += e.buf.count + ((kinds[slot] ?? 0) > KIND_EPILOGUE ? 1 : 0);
      insnIdx += slotCount;
    }
  }
}

/** A function as the pass loop takes it. */
export interface MeasuredFunc {
  readonly frame: FrameInfo;
  readonly passInput: PassInput;
  /** See `FuncLayout`. */
  readonly insnCount: number;
}

/** Finds the length of everything but the jumps. */
export function measureFunc(
  xlated: Xlated,
  func: XlatedSubprog,
  profile: KernelProfile,
): Result<MeasuredFunc, JitError> {
  const frame = frameOf(xlated.insns, func, profile);
  const { code, prologueSize, insnCount, error } = new Measured(xlated, func, profile, frame);
  if (error !== null) return err(error);
  const { shortJumpMax, jit } = profile;
  return ok({
    frame,
    passInput: { code, prologueSize, shortJumpMax, pads: jit.padsJumps },
    insnCount,
  });
}

function layoutFunc(
  xlated: Xlated,
  func: XlatedSubprog,
  profile: KernelProfile,
): Result<FuncLayout, JitError> {
  const measured = measureFunc(xlated, func, profile);
  if (!measured.ok) return measured;
  const { frame, passInput, insnCount } = measured.value;
  const converged = runPasses(passInput);
  if (!converged.ok) {
    const { fault, slot } = converged.error;
    return err(jitError(fault, slot === null ? null : func.start + slot));
  }
  const length = at(converged.value.addrs, func.end - func.start);
  return ok({ ...converged.value, func, frame, length, insnCount });
}

/**
 * Finds the length of every function of `xlated` under `profile`, by the kernel's pass loop.
 * Images can then be placed in memory and emitted by `emitProg`.
 */
export function layoutProg(xlated: Xlated, profile: KernelProfile): Result<ProgLayout, JitError> {
  const funcs: FuncLayout[] = [];
  for (const func of xlated.subprogs) {
    const layout = layoutFunc(xlated, func, profile);
    if (!layout.ok) return layout;
    funcs.push(layout.value);
  }
  return ok({ xlated, profile, funcs });
}
