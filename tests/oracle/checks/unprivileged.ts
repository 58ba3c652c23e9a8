// Check `unprivileged`: every program that an unprivileged loader may load returns what it returned on the kernel, where
// the loader was root: what is put in against speculation changes no result. No golden case was loaded so, so the
// bytes themselves have no witness; a case with a refused program is left out.

import { notConverged } from '../../../src/core/jit/fault.ts';
import { MAX_PASSES } from '../../../src/core/jit/pass-loop.ts';
import { runLayout } from '../../../src/core/kernel/index.ts';
import { verify } from '../../../src/core/rewrite/index.ts';
import { isInterpreted } from '../addresses.ts';
import type { Boot, Check, GoldenCase } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { runCase } from './run.ts';
import { goldenEnv, goldenSource } from './xlated.ts';

/** Why a program of the case cannot be loaded so, in the verifier's words, or null. */
function unprivilegedRefusal(golden: GoldenCase, boot: Boot): string | null {
  const env = goldenEnv(golden, boot);
  const profile = profileForGolden(golden.profile, ['unpriv']);
  if (env === null || profile === undefined) return 'the profile is not modelled';
  for (const progIdx of golden.progs.keys()) {
    const answer = verify(goldenSource(golden, progIdx), { ...env, profile });
    if (!answer.ok) return `${answer.error.errno} ${answer.error.message}`;
  }
  return null;
}

export const checkUnprivileged: Check = (golden, boot) => {
  const [version = ''] = golden.profile.split('-');
  const layout = runLayout(version);
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  if (isInterpreted(golden) || unprivilegedRefusal(golden, boot) !== null) return { kind: 'none' };
  const { problem, compared } = runCase(golden, boot, layout, 'unprivileged');
  // Masks and barriers make a program longer, and with that some that the JIT gives up.
  if (problem?.endsWith(notConverged(MAX_PASSES).message)) return { kind: 'none' };
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
};
