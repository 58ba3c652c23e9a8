// What a running kernel lets be set, in every version alike (net.core.bpf_jit_harden of Documentation/admin-guide/sysctl/net.rst).

import type { LoadConfig, ProfileOption } from './profile.ts';

/** What the random numbers of constant blinding begin with, in every program. */
export const BLINDING_SEED = 0x2545f491;

export const LOAD_DEFAULTS: LoadConfig = { blinding: false, unprivileged: false };

export const LOAD_OPTIONS: readonly ProfileOption[] = [
  // kernel.unprivileged_bpf_disabled=0, and a user without capabilities
  { word: 'unpriv', group: 'unpriv', jit: {}, load: { unprivileged: true } },
  // net.core.bpf_jit_harden=2
  { word: 'blinding', group: 'blinding', jit: {}, load: { blinding: true } },
];
