// Where lowerings send jumps, whose length depends on the rest of the function: into a table while
// lengths are being found (JumpRecorder), into the image when they are known (JumpWriter).

import { at } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  type CodeBuffer,
  emitJcc8,
  emitJcc32,
  emitJmp8,
  emitJmp32,
  emitRaw,
} from '../x86/index.ts';
import { type JitFault, jumpOutOfRange, unexpectedPadding } from './fault.ts';
import {
  FORM_NONE,
  FORM_SHORT,
  isExpectedPadding,
  jumpForm,
  KIND_COND,
  KIND_EPILOGUE,
  KIND_EXIT,
  KIND_GOTO,
  paddingSize,
} from './jump-form.ts';

/** Slots are counted from the start of the function. Each call returns a fault or null. */
export interface JumpSink {
  /** A conditional jump of `slot` over `off` slots, after the compare. */
  jcc(buf: CodeBuffer, slot: number, off: number, cc: number): JitFault | null;
  goto(buf: CodeBuffer, slot: number, off: number): JitFault | null;
  /** Says that the epilogue follows. */
  epilogue(buf: CodeBuffer, slot: number): void;
  /** A jump back to the epilogue. */
  exit(buf: CodeBuffer, slot: number): JitFault | null;
}

/** Columns by slot. A slot's size leaves out the jump at its end. */
export class JumpRecorder implements JumpSink {
  readonly kinds: Uint8Array;
  readonly targets: Int32Array;
  readonly sizes: Uint8Array;

  constructor(slotCount: number) {
    this.kinds = new Uint8Array(slotCount);
    this.targets = new Int32Array(slotCount);
    this.sizes = new Uint8Array(slotCount);
  }

  jcc(_buf: CodeBuffer, slot: number, off: number): JitFault | null {
    return this.#note(KIND_COND, slot, off);
  }

  goto(_buf: CodeBuffer, slot: number, off: number): JitFault | null {
    return this.#note(KIND_GOTO, slot, off);
  }

  epilogue(_buf: CodeBuffer, slot: number): void {
    this.kinds[slot] = KIND_EPILOGUE;
  }

  exit(_buf: CodeBuffer, slot: number): JitFault | null {
    this.kinds[slot] = KIND_EXIT;
    return null;
  }

  #note(kind: number, slot: number, off: number): JitFault | null {
    const target = slot + 1 + off;
    this.kinds[slot] = kind;
    this.targets[slot] = target;
    return target < 0 || target >= this.kinds.length ? jumpOutOfRange(target) : null;
  }
}

/**
 * Bytes from the end of `slot` to the start of `target`, as far as `addrs` knows. A jump to itself
 * is always two bytes back: this is how removed code was filled, and it spares passes.
 */
export function byteDistance(
  kind: number,
  slot: number,
  target: number,
  addrs: Int32Array,
): number {
  if (kind === KIND_GOTO && target === slot) return -2;
  return (addrs[target] ?? 0) - (addrs[slot + 1] ?? 0);
}

export class JumpWriter implements JumpSink {
  readonly #addrs: Int32Array;
  readonly #profile: KernelProfile;
  readonly #padding: boolean;
  #epilogueOff = 0;

  /** `addrs` as the last pass left them; `padding` as in the pass that writes the image. */
  constructor(addrs: Int32Array, profile: KernelProfile, padding: boolean) {
    this.#addrs = addrs;
    this.#profile = profile;
    this.#padding = padding;
  }

  jcc(buf: CodeBuffer, slot: number, off: number, cc: number): JitFault | null {
    const distance = byteDistance(KIND_COND, slot, slot + 1 + off, this.#addrs);
    const form = jumpForm(KIND_COND, distance, this.#profile.shortJumpMax);
    const fault = this.#pad(buf, slot, KIND_COND, form);
    if (form === FORM_SHORT) emitJcc8(buf, cc, distance);
    else emitJcc32(buf, cc, distance);
    return fault;
  }

  goto(buf: CodeBuffer, slot: number, off: number): JitFault | null {
    return this.#jmp(
      buf,
      slot,
      KIND_GOTO,
      byteDistance(KIND_GOTO, slot, slot + 1 + off, this.#addrs),
    );
  }

  epilogue(buf: CodeBuffer): void {
    this.#epilogueOff = buf.len;
  }

  exit(buf: CodeBuffer, slot: number): JitFault | null {
    return this.#jmp(buf, slot, KIND_EXIT, this.#epilogueOff - at(this.#addrs, slot + 1));
  }

  #jmp(buf: CodeBuffer, slot: number, kind: number, distance: number): JitFault | null {
    const form = jumpForm(kind, distance, this.#profile.shortJumpMax);
    const fault = this.#pad(buf, slot, kind, form);
    if (form === FORM_SHORT) emitJmp8(buf, distance);
    else if (form !== FORM_NONE) emitJmp32(buf, distance);
    return fault;
  }

  #pad(buf: CodeBuffer, slot: number, kind: number, form: number): JitFault | null {
    if (!this.#padding) return null;
    const size = paddingSize(kind, form, at(this.#addrs, slot + 1) - buf.len);
    if (!isExpectedPadding(kind, form, size)) return unexpectedPadding(size);
    if (size > 0) emitRaw(buf, at(this.#profile.jit.nops, size));
    return null;
  }
}
