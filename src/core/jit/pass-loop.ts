// The pass loop: jumps start long and shrink from pass to pass until the image stands still
// (bpf_int_jit_compile and do_jit, bpf_jit_comp.c, Linux 6.1).
// Simplification: only jumps are looked at again in each pass, because nothing else that the
// kernel emits again changes its length.

import { err, ok, type Result } from '../base/index.ts';
import { type JitFault, notConverged, unexpectedPadding } from './fault.ts';
import type { PassInfo } from './image.ts';
import {
  formSize,
  isExpectedPadding,
  jumpForm,
  KIND_EPILOGUE,
  KIND_EXIT,
  KIND_FIXED,
  paddingSize,
} from './jump-form.ts';
import { byteDistance, type JumpRecorder } from './jump-sink.ts';

export const MAX_PASSES = 20;
export const PADDING_PASSES = 15;
/** The kernel's guess for every insn before the first pass, in bytes. */
export const FIRST_GUESS = 64;

/** Where the pass loop stopped. */
export interface Converged {
  /** `addrs[i]`: end of slot i - 1 in bytes; `addrs[0]` ends the prologue. */
  readonly addrs: Int32Array;
  readonly firstPassAddrs: Int32Array;
  readonly passes: readonly PassInfo[];
  /** Whether the pass that writes the image pads jumps. */
  readonly padding: boolean;
}

export interface PassInput {
  readonly code: JumpRecorder;
  /** Bytes before slot 0. */
  readonly prologueSize: number;
  readonly shortJumpMax: number;
  /** Late passes pad jumps; without that an image may never stand still. */
  readonly pads: boolean;
}

/** Is told what the passes do as they do it. What it is given is of that moment only. */
export interface PassObserver {
  /** A jump of `slot` over `distance` bytes got `form`, behind `padding` bytes of nops. */
  jump(slot: number, distance: number, form: number, padding: number): void;
  /** The pass is over, or ended at a fault; `addrs` are as it left them. */
  pass(info: PassInfo, addrs: Int32Array): void;
}

class Pass {
  fault: { readonly slot: number; readonly fault: JitFault } | null = null;
  readonly #input: PassInput;
  readonly #addrs: Int32Array;
  readonly #padding: boolean;
  readonly #observer: PassObserver | null;

  constructor(
    input: PassInput,
    addrs: Int32Array,
    padding: boolean,
    observer: PassObserver | null,
  ) {
    this.#input = input;
    this.#addrs = addrs;
    this.#padding = padding;
    this.#observer = observer;
  }

  /** Moves every entry of `addrs`; returns the image length in bytes. */
  run(): number {
    const addrs = this.#addrs;
    const { kinds, sizes } = this.#input.code;
    let end = this.#input.prologueSize;
    let epilogueOff = 0;
    addrs[0] = end;
    for (let slot = 0; slot < kinds.length; slot++) {
      const kind = kinds[slot] ?? KIND_FIXED;
      if (kind === KIND_EPILOGUE) epilogueOff = end;
      if (kind > KIND_EPILOGUE) end += this.#jumpSize(slot, kind, epilogueOff);
      end += sizes[slot] ?? 0;
      addrs[slot + 1] = end;
    }
    return end;
  }

  // `addrs` of slots up to this one are of this pass, later ones of the pass before.
  #jumpSize(slot: number, kind: number, epilogueOff: number): number {
    const { code, shortJumpMax } = this.#input;
    const addrs = this.#addrs;
    const oldEnd = addrs[slot + 1] ?? 0;
    const distance =
      kind === KIND_EXIT
        ? epilogueOff - oldEnd
        : byteDistance(kind, slot, code.targets[slot] ?? 0, addrs);
    const form = jumpForm(kind, distance, shortJumpMax);
    const padding = this.#padding ? this.#paddingOf(slot, kind, form) : 0;
    if (this.#observer !== null) this.#observer.jump(slot, distance, form, padding);
    return formSize(kind, form) + padding;
  }

  #paddingOf(slot: number, kind: number, form: number): number {
    const addrs = this.#addrs;
    const room = (addrs[slot + 1] ?? 0) - (addrs[slot] ?? 0) - (this.#input.code.sizes[slot] ?? 0);
    const padding = paddingSize(kind, form, room);
    if (!isExpectedPadding(kind, form, padding)) {
      this.fault ??= { slot, fault: unexpectedPadding(padding) };
    }
    return padding;
  }
}

function guessedAddrs(slotCount: number): Int32Array {
  const addrs = new Int32Array(slotCount + 1);
  for (let i = 0; i <= slotCount; i++) addrs[i] = FIRST_GUESS * (i + 1);
  return addrs;
}

/**
 * Runs passes until one leaves the length as it was. `slot` of an error is the function's. An
 * observer also sees the pass that will write the image.
 */
export function runPasses(
  input: PassInput,
  observer: PassObserver | null = null,
): Result<Converged, { readonly slot: number | null; readonly fault: JitFault }> {
  const addrs = guessedAddrs(input.code.kinds.length);
  const passes: PassInfo[] = [];
  let firstPassAddrs = addrs;
  let oldLength = 0;
  for (let passIdx = 0; passIdx < MAX_PASSES; passIdx++) {
    const pass = new Pass(input, addrs, padsIn(input, passIdx), observer);
    const length = pass.run();
    const info: PassInfo = { kind: 'shrink', length, padding: padsIn(input, passIdx) };
    passes.push(info);
    observer?.pass(info, addrs);
    if (pass.fault !== null) return err(pass.fault);
    if (passIdx === 0) firstPassAddrs = addrs.slice();
    if (length === oldLength) {
      const padding = padsIn(input, passIdx + 1);
      passes.push({ kind: 'image', length, padding });
      if (observer !== null) showImagePass(input, addrs, padding, observer);
      return ok({ addrs, firstPassAddrs, passes, padding });
    }
    oldLength = length;
  }
  return err({ slot: null, fault: notConverged(MAX_PASSES) });
}

function padsIn(input: PassInput, passIdx: number): boolean {
  return input.pads && passIdx >= PADDING_PASSES;
}

// Writing is not this file's, but what the writer will decide follows from the same addresses.
function showImagePass(
  input: PassInput,
  addrs: Int32Array,
  padding: boolean,
  observer: PassObserver,
): void {
  const written = addrs.slice();
  const length = new Pass(input, written, padding, observer).run();
  observer.pass({ kind: 'image', length, padding }, written);
}
