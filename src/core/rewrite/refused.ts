// How a pass says no. Authority: the verifier's log lines and return values (kernel/bpf/verifier.c, Linux 6.1).
// Simplification: where the verifier logs several lines for one fault, the first is the message.
// Simplification: what this model does not know is refused with EOPNOTSUPP, though a kernel may accept it.
// A refusal travels as an exception from deep inside the passes to `analyse`, which turns it into a Result.

import type { InsnIdx } from '../base/index.ts';
import type { Refusal } from './xlated.ts';

/** Positive errno values that the verifier answers with. */
export const ERRNO = {
  E2BIG: 7,
  EACCES: 13,
  EFAULT: 14,
  EINVAL: 22,
  ENOSPC: 28,
  EOPNOTSUPP: 95,
  ENOTSUPP: 524,
} as const;

/** Carries a Refusal; caught at the package boundary and nowhere else. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Stops the verification with the verifier's own words. `code` is without the `verifier/` prefix. */
export function refuse(
  errno: number,
  code: string,
  message: string,
  insnIdx: InsnIdx | null,
  hint?: string,
): never {
  const advice = hint === undefined ? {} : { hint };
  throw new Refused({ errno, code: `verifier/${code}`, message, insnIdx, ...advice });
}

const NOT_MODELLED_HINT =
  'A kernel may accept this program; the lab cannot say what it would do with it.';

/** Stops because this model, not the kernel, does not know `what`. */
export function notModelled(
  what: string,
  insnIdx: InsnIdx | null,
  hint = NOT_MODELLED_HINT,
): never {
  throw new Refused({
    errno: ERRNO.EOPNOTSUPP,
    code: 'rewrite/not-modelled',
    message: `${what} is not modelled yet`,
    insnIdx,
    hint,
  });
}
