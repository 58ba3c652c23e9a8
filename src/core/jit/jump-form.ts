// How long a jump is: short, near, or gone, with nops before it once padding is on
// (do_jit and bpf_int_jit_compile, bpf_jit_comp.c, Linux 5.15 to 7.1).

/** What the pass loop has to know about a slot. All but the jumps have a fixed size. */
export const KIND_FIXED = 0;
export const KIND_EPILOGUE = 1;
/** `goto`: vanishes if it leads to the next insn. */
export const KIND_GOTO = 2;
/** A conditional jump; the compare before it has a fixed size. */
export const KIND_COND = 3;
/** An exit behind the first one: a jump back to the epilogue. */
export const KIND_EXIT = 4;

export const FORM_NONE = 0;
export const FORM_SHORT = 1;
const FORM_NEAR = 2;

const SHORT_SIZE = 2;
const NEAR_JMP_SIZE = 5;
const NEAR_JCC_SIZE = 6;
export const SHORT_JUMP_MIN = -128;

/** Form of a jump over `distance` bytes; positive ones up to `shortJumpMax` are short. */
export function jumpForm(kind: number, distance: number, shortJumpMax: number): number {
  if (distance === 0 && kind === KIND_GOTO) return FORM_NONE;
  return distance >= SHORT_JUMP_MIN && distance <= shortJumpMax ? FORM_SHORT : FORM_NEAR;
}

/** Bytes of the jump itself. */
export function formSize(kind: number, form: number): number {
  if (form === FORM_NONE) return 0;
  if (form === FORM_SHORT) return SHORT_SIZE;
  return kind === KIND_COND ? NEAR_JCC_SIZE : NEAR_JMP_SIZE;
}

/**
 * Bytes of nops that keep a jump as long as the `room` it had in the pass before. A near jump
 * needs none: it may even grow.
 */
export function paddingSize(kind: number, form: number, room: number): number {
  return form === FORM_NEAR ? 0 : room - formSize(kind, form);
}

/** The kernel pads only by what a longer form of the same jump would have taken. */
export function isExpectedPadding(kind: number, form: number, size: number): boolean {
  if (size === 0) return true;
  if (form === FORM_NONE) return size === SHORT_SIZE || size === NEAR_JMP_SIZE;
  return size === formSize(kind, FORM_NEAR) - SHORT_SIZE;
}
