// What each verdict means for the kernel: `verdictSentence` says what is wrong, this says why it matters.
// Authority: KERNEL facts sections 0 (state A), 3 (cross-modifying code) and 4 (the limit of 33).

import type { VerdictKind } from '../../core/machine/index.ts';

const OOPS =
  'An oops kills the task; where tc and XDP programs run, in softirq context, it takes the machine down.';

export const WHY_FATAL: Readonly<Record<VerdictKind, string>> = {
  'fell-through':
    'Nothing stops this CPU: the program goes on and returns on a frame that it has given back, and the kernel has no way to notice.',
  'lost-registers':
    'The verifier has proved the program with the values that R6 to R9 had: with others every load and every branch behind the call is unproved.',
  'freed-text':
    'The pages may hold another program or data by now, and the CPU executes whatever they hold, in kernel mode.',
  'torn-insn':
    'A mix of two instructions may be any instruction, with any effect in kernel mode; only a sync between the stores rules it out.',
  'unclaimed-int3': OOPS,
  'bad-memory': OOPS,
  'undefined-opcode': OOPS,
  'divide-error': OOPS,
  'missing-endbr': OOPS,
  'broken-registers':
    'Compiled kernel code relies on rbx, rbp, r12 to r15 and rsp after a call: it fails later, far from the cause.',
  'too-many-tail-calls':
    'The limit bounds run time and stack in softirq context: without it a chain may never end, or overflow the stack.',
  'not-modelled': 'From here on the lab cannot say what a real CPU would do.',
};
