// What to do about a finding, where the engine gives only the verifier's or the assembler's words.

import type { Diagnostic } from '../../core/base/index.ts';

const CALL_ARGUMENTS = 'tail_call takes r1 = the context, r2 = a prog array, r3 = the key';

const HINTS: Readonly<Record<string, string>> = {
  'asm/unknown-insn':
    'an instruction reads like `r0 = 1`, `r2 = table ll`, `call tail_call` or `exit`; registers are r0 to r10',
  'asm/undefined-label': 'a label is a line of its own: `name:`',
  'verifier/register': 'registers are r0 to r10',
  'verifier/prog-size': 'write instructions below `.prog`, the last one `exit`',
  'verifier/falls-off': 'end every path with `exit` or `goto`',
  'verifier/helper-argument': `the helper wants another kind of value there; ${CALL_ARGUMENTS}`,
  'verifier/map-kind': `the helper does not work on a map of this type; ${CALL_ARGUMENTS}`,
  'verifier/stack-bounds': 'the stack has 512 bytes, from r10 - 512 to r10 - 1',
  'verifier/context': 'the context of this program type has no such field, or not of this size',
  'verifier/infinite-loop': 'a loop must change what ends it',
  'verifier/back-edge': 'a loop must change what ends it',
  'verifier/unreachable': 'no path leads here: remove it, or jump to it',
  'verifier/invalid-pointer':
    'only a pointer can be read or written through: this is a number, or may be null',
  'verifier/misaligned': 'the offset must be a multiple of the size',
  'verifier/map-value-bounds': 'check the offset against the size of the value before',
  'verifier/packet-bounds': 'compare the pointer with data_end before',
  'verifier/frame-pointer': 'copy r10 to another register and change that',
  'verifier/pointer-arithmetic': 'pointers can be moved by a number, and little else',
};

/** A register without a value: which one says why. */
function uninitialised(message: string): string {
  const register = /^R(\d+)/.exec(message)?.[1];
  if (register === '0')
    return 'r0 has no value on a path to here: set it first, as exit returns it';
  return `r${register} has no value on a path to here: set it first; each call leaves r1 to r5 without one`;
}

/** The finding's own hint, or one for its code; undefined if there is nothing to add. */
export function hintFor({ code, hint, message }: Diagnostic): string | undefined {
  if (hint !== undefined) return hint;
  return code === 'verifier/uninitialised' ? uninitialised(message) : HINTS[code];
}
