import type { LibraryEntry } from './entry.ts';

/** Proposed and withdrawn within hours. */
export const layoutT1PopNopPush: LibraryEntry = {
  role: 'layout',
  name: 't1_pop_nop_push',
  source:
    'Proposed in the thread on 10 July 2020 and withdrawn three and a half hours later: one patch point',
  expected:
    'With an empty slot R6 is lost, with one CPU and no update: the pushes save what the pops have just read',
  kernel: '5.10',
  text: 'check count unwind target rewind',
};
