// Check `blinded`: every program with its constants blinded returns what it returned on the kernel, where they were
// not. No golden case has bpf_jit_harden=2, so the bytes themselves have no witness.

import { runLayout } from '../../../src/core/kernel/index.ts';
import { isInterpreted } from '../addresses.ts';
import type { Check } from '../golden.ts';
import { runCase } from './run.ts';

export const checkBlinded: Check = (golden, boot) => {
  const [version = ''] = golden.profile.split('-');
  const layout = runLayout(version);
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  if (isInterpreted(golden)) return { kind: 'none' };
  const { problem, compared } = runCase(golden, boot, layout, 'blinded');
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
};
