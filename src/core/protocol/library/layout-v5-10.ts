import type { LibraryEntry } from './entry.ts';

export const layoutV510: LibraryEntry = {
  role: 'layout',
  name: 'v5_10',
  source:
    'emit_bpf_tail_call_direct, Linux 5.10 to 6.11: the bypass jumps over the unwind and the target',
  expected: 'Safe as long as no CPU finds both sites a nop in one pass',
  kernel: '5.10',
  text: 'check count bypass unwind target',
};
