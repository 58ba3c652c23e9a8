import type { LibraryEntry } from './entry.ts';

export const layoutV612: LibraryEntry = {
  role: 'layout',
  name: 'v6_12',
  source: 'emit_bpf_tail_call_direct, Linux 6.12: the count comes behind the bypass',
  expected: 'As v5_10, and a call that finds its slot empty costs no count',
  kernel: '6.12',
  text: 'check bypass count unwind target',
};
