// How much kernel stack runs of a lab's programs can need, so that states stay small.
// Authority: Linux 6.1 check_max_stack_depth (at most 8 frames, no recursion); x86-64 THREAD_SIZE.

import type { JitProg } from '../jit/index.ts';

/** THREAD_SIZE. */
const KERNEL_STACK = 16384;
const MAX_FRAMES = 8;
/** Return address, saved rbp, counter slots, four callee-saved registers. */
const FRAME_EXTRA = 8 * 8;
/** The caller's frame above, a helper's return address, and two nested trap frames below. */
const AROUND = 1024;

/** Bytes of stack to model for each CPU: a multiple of 16. */
export function stackBytes(progs: readonly { readonly jit: JitProg | null }[]): number {
  let most = 0;
  for (const { jit } of progs) {
    const funcs = jit?.funcs ?? [];
    // A tail call in a subprogram leaves its callers' frames where they are, up to 33 times.
    if (funcs.some(({ funcIdx, frame }) => funcIdx > 0 && frame.tailCallReachable)) {
      return KERNEL_STACK;
    }
    const frames = funcs.map(({ frame }) => frame.stackSize + FRAME_EXTRA).sort((a, b) => b - a);
    most = Math.max(
      most,
      frames.slice(0, MAX_FRAMES).reduce((sum, size) => sum + size, 0),
    );
  }
  return Math.min(KERNEL_STACK, (most + AROUND + 15) & ~15);
}
