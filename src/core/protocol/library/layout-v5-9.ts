import type { LibraryEntry } from './entry.ts';

export const layoutV59: LibraryEntry = {
  role: 'layout',
  name: 'v5_9',
  source:
    'emit_bpf_tail_call_direct, Linux 5.7 to 5.9: a fixed frame that the callee takes over, one patch point',
  expected:
    'No state in between; on kernels from 5.10 on, whose frames differ, the caller loses its registers',
  kernel: '5.9',
  text: 'check count target',
};
