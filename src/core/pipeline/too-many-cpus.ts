// Labs have fewer CPUs than their numbers allow, because the machine keeps sets of them in one word.
// Simplification: a kernel can have thousands.

import type { Lab } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import { MAX_CPUS } from '../machine/index.ts';

/** An error at the first CPU that is one too many. */
export function tooManyCpus({ cpus }: Lab): Diagnostic[] {
  const first = cpus[MAX_CPUS];
  if (!first) return [];
  return [
    {
      code: 'lab/too-many-cpus',
      severity: 'error',
      span: first.directive,
      message: `a lab has at most ${MAX_CPUS} CPUs`,
      hint: 'give several operations to one CPU',
    },
  ];
}
