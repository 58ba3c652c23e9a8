// What a running kernel lets be set, in every version alike (net.core.bpf_jit_harden and bpf_jit_enable of
// Documentation/admin-guide/sysctl/net.rst).

import type { LoadConfig, ProfileOption } from './profile.ts';

/** What the random numbers of constant blinding begin with, in every program. */
export const BLINDING_SEED = 0x2545f491;

export const LOAD_DEFAULTS: LoadConfig = { blinding: false, unprivileged: false, jit: true };

export const LOAD_OPTIONS: readonly ProfileOption[] = [
  // kernel.unprivileged_bpf_disabled=0, and a user without capabilities
  { word: 'unpriv', group: 'unpriv', jit: {}, load: { unprivileged: true } },
  // net.core.bpf_jit_harden=2
  { word: 'blinding', group: 'blinding', jit: {}, load: { blinding: true } },
  // net.core.bpf_jit_enable=0: the verifier counts on nothing that only a JIT can do (allow_tail_call_in_subprogs,
  // prog->jit_requested).
  {
    word: 'nojit',
    group: 'jit',
    jit: {},
    load: { jit: false },
    verifier: { tailCallsWithSubprogs: false, inlinesPercpu: false },
  },
];
