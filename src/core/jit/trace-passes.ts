// What each pass of the JIT decides for each jump, and why the image shrinks: the pass loop itself, watched
// (bpf_int_jit_compile and do_jit, bpf_jit_comp.c, Linux 5.9 to 7.1).

import { at, err, type InsnIdx, ok, type Result } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { Xlated } from '../rewrite/index.ts';
import { imageMoved } from './fault.ts';
import type { JitError, PassInfo } from './image.ts';
import { KIND_COND, KIND_EPILOGUE, KIND_EXIT, KIND_GOTO, SHORT_JUMP_MIN } from './jump-form.ts';
import type { JumpRecorder } from './jump-sink.ts';
import { jitError, measureFunc } from './layout.ts';
import {
  FIRST_GUESS,
  MAX_PASSES,
  PADDING_PASSES,
  type PassInput,
  type PassObserver,
  runPasses,
} from './pass-loop.ts';

/** Forms of a jump, in the order of the codes in `TracedPass.forms`. */
export const JUMP_FORMS = ['none', 'short', 'near'] as const;
export type JumpForm = (typeof JUMP_FORMS)[number];

/** `exit`: one behind the first, a jump back to the epilogue. */
export type JumpKind = 'cond' | 'goto' | 'exit';

/** A jump whose length depends on the rest of its function. */
export interface TracedJump {
  /** Slot of the xlated program, as `target`: of an exit, the slot that holds the epilogue. */
  readonly insnIdx: InsnIdx;
  readonly target: InsnIdx;
  readonly kind: JumpKind;
  /** Bytes of its slot that come before the jump: the compare. */
  readonly before: number;
}

/** One pass. The columns have an entry for each of `PassTrace.jumps`. */
export interface TracedPass extends PassInfo {
  /** `addrs[i]`: end in bytes of slot `start + i - 1`; `addrs[0]` ends the prologue. */
  readonly addrs: Int32Array;
  /**
   * Bytes from the end of the jump to its target as this pass reckoned them: places before the jump
   * are of this pass, the jump's own end and what follows of the pass before.
   */
  readonly distances: Int32Array;
  /** Index into JUMP_FORMS. */
  readonly forms: Uint8Array;
  /** Bytes of nops before the jump. */
  readonly nops: Uint8Array;
}

/** All passes over one function. */
export interface PassTrace {
  readonly name: string;
  readonly funcIdx: number;
  /** Slots of the xlated program, `end` excluded. */
  readonly start: InsnIdx;
  readonly end: InsnIdx;
  readonly jumps: readonly TracedJump[];
  readonly passes: readonly TracedPass[];
  /** Index of the pass that left the length as it was; null: none did, there is no image. */
  readonly convergedAt: number | null;
  /** Why the JIT gives up. */
  readonly fault: JitError | null;
  readonly rules: PassRules;
}

/** What the passes of a kernel go by. */
export interface PassRules {
  /** Distances in bytes of short jumps, both included. */
  readonly shortMin: number;
  readonly shortMax: number;
  /** First pass (from 0) that puts nops before jumps; null: this kernel never does. */
  readonly paddingFrom: number | null;
  readonly maxPasses: number;
  /** What every insn is taken for before the first pass, in bytes. */
  readonly firstGuess: number;
}

/** Keeps all that the loop tells. */
class PassRecorder implements PassObserver {
  readonly passes: TracedPass[] = [];
  /** Nth jump by slot. */
  readonly #jumpOf: Int32Array;
  readonly #count: number;
  #distances: Int32Array;
  #forms: Uint8Array;
  #nops: Uint8Array;

  constructor(slotCount: number, slots: readonly number[]) {
    this.#jumpOf = new Int32Array(slotCount);
    for (const [jumpIdx, slot] of slots.entries()) this.#jumpOf[slot] = jumpIdx;
    this.#count = slots.length;
    this.#distances = new Int32Array(this.#count);
    this.#forms = new Uint8Array(this.#count);
    this.#nops = new Uint8Array(this.#count);
  }

  jump(slot: number, distance: number, form: number, padding: number): void {
    const jumpIdx = at(this.#jumpOf, slot);
    this.#distances[jumpIdx] = distance;
    this.#forms[jumpIdx] = form;
    this.#nops[jumpIdx] = padding;
  }

  pass(info: PassInfo, addrs: Int32Array): void {
    this.passes.push({
      ...info,
      addrs: addrs.slice(),
      distances: this.#distances,
      forms: this.#forms,
      nops: this.#nops,
    });
    this.#distances = new Int32Array(this.#count);
    this.#forms = new Uint8Array(this.#count);
    this.#nops = new Uint8Array(this.#count);
  }
}

function slotsOfJumps({ kinds }: JumpRecorder): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < kinds.length; slot++) {
    if (at(kinds, slot) > KIND_EPILOGUE) slots.push(slot);
  }
  return slots;
}

const KIND_NAMES: Readonly<Record<number, JumpKind>> = {
  [KIND_COND]: 'cond',
  [KIND_GOTO]: 'goto',
  [KIND_EXIT]: 'exit',
};

function tracedJumps(code: JumpRecorder, slots: readonly number[], start: number): TracedJump[] {
  const epilogue = code.kinds.indexOf(KIND_EPILOGUE);
  return slots.map((slot) => {
    const kind = KIND_NAMES[at(code.kinds, slot)] ?? 'goto';
    const target = kind === 'exit' ? epilogue : at(code.targets, slot);
    return { insnIdx: start + slot, target: start + target, kind, before: at(code.sizes, slot) };
  });
}

/** The image pass must find every insn where the pass before left it. */
function movedAt(passes: readonly TracedPass[]): number | null {
  const [before, image] = passes.slice(-2);
  if (before === undefined || image?.kind !== 'image') return null;
  const slot = image.addrs.findIndex((end, idx) => end !== before.addrs[idx]);
  return slot < 0 ? null : Math.max(0, slot - 1);
}

function rulesOf({ pads, shortJumpMax }: PassInput): PassRules {
  return {
    shortMin: SHORT_JUMP_MIN,
    shortMax: shortJumpMax,
    paddingFrom: pads ? PADDING_PASSES : null,
    maxPasses: MAX_PASSES,
    firstGuess: FIRST_GUESS,
  };
}

/**
 * Runs the passes over one function of `xlated` and keeps what each of them did, also if the JIT then
 * gives up. Fails only where no pass can be made, as for an unknown opcode.
 */
export function tracePasses(
  xlated: Xlated,
  funcIdx: number,
  profile: KernelProfile,
): Result<PassTrace, JitError> {
  const func = at(xlated.subprogs, funcIdx);
  const measured = measureFunc(xlated, func, profile);
  if (!measured.ok) return err(measured.error);
  const { passInput } = measured.value;
  const slots = slotsOfJumps(passInput.code);
  const recorder = new PassRecorder(func.end - func.start, slots);
  const converged = runPasses(passInput, recorder);
  const { passes } = recorder;
  const moved = movedAt(passes);
  const pinned = (slot: number | null) => (slot === null ? null : func.start + slot);
  let fault: JitError | null = null;
  if (!converged.ok) fault = jitError(converged.error.fault, pinned(converged.error.slot));
  else if (moved !== null) fault = jitError(imageMoved(), pinned(moved));
  return ok({
    name: func.name,
    funcIdx,
    start: func.start,
    end: func.end,
    jumps: tracedJumps(passInput.code, slots, func.start),
    passes,
    convergedAt: fault === null ? passes.length - 2 : null,
    fault,
    rules: rulesOf(passInput),
  });
}
