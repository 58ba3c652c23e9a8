// Which bodies the assembler could not read in full: what the verifier says of the rest of one would
// only repeat the error in other words.

import type { Lab } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';

/** Lines that end a body. Directives of LLVM within a body are none of these. */
const PART = /^[ \t]*\.(?:kernel|map|prog|func|init|cpu|expect|protocol|layout)\b/gm;

/** Names of the programs and functions of `lab` with an error of the assembler in their text. */
export function faultyCode(
  text: string,
  lab: Lab,
  diagnostics: readonly Diagnostic[],
): ReadonlySet<string> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return new Set();
  const parts = [...text.matchAll(PART)].map((match) => match.index);
  const faulty = [...lab.progs, ...lab.funcs].filter(({ directive }) => {
    const end = parts.find((start) => start >= directive.end) ?? text.length;
    return errors.some(({ span }) => span.start >= directive.start && span.start < end);
  });
  return new Set(faulty.map(({ name }) => name));
}
