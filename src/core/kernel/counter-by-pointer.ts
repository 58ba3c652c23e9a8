// Tail calls as 6.12 and later lay them out: one count for a whole chain, reached by a pointer.

import type { TailCallConfig } from './profile.ts';

/** Behind nop5, xor rax, rax or nop3, push rbp, and mov rbp, rsp. A failed attempt does not count. */
export const TAIL_CALLS_BY_POINTER: TailCallConfig = {
  counter: 'by-pointer',
  pieces: ['check', 'bypass', 'count', 'unwind', 'target'],
  limit: 33,
  limitJump: 'jae',
  reloadRounds: true,
  offset: 12,
};
