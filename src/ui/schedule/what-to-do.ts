// What one can do about each verdict: how the mechanism avoids it, and where in the run to look.
// Authority: KERNEL facts sections 0 to 4; core/machine README for what the model knows.

import type { VerdictKind } from '../../core/machine/index.ts';

export const WHAT_TO_DO: Readonly<Record<VerdictKind, string>> = {
  'fell-through':
    'Between closing P1 and clearing P2 no CPU may be inside. Let the update wait for readers there, as shipped kernels do with synchronize_rcu(), or never clear P2 while P1 is a nop.',
  'lost-registers':
    'Compare the registers before the unwind and behind the call: a call that may fail must decide so before it unwinds.',
  'freed-text':
    'The memory must be freed only after a grace period that begins when no slot and no site leads into the program any more. Look at the RCU lane: which reader did it not wait for?',
  'torn-insn':
    'Store int3 over the first byte and sync before the other bytes change, and sync again before the first byte does.',
  'unclaimed-int3':
    'Publish the site before the int3 is stored, and retire it only after the last sync, when no CPU can trap any more.',
  'bad-memory':
    'Step back instruction by instruction (Shift I) to where the address was made. Behind an unwind it is often a register that was restored too early.',
  'undefined-opcode':
    'Look at the bytes at this place and at who stored them last: the CPU landed in the middle of an instruction, or in code that was not yet whole.',
  'divide-error': 'Step back (Shift I) to see where the divisor came from.',
  'missing-endbr':
    'Indirect jumps must land on endbr64. Compare the landing point with adj_off of the descriptor.',
  'broken-registers':
    'Compare the saved registers on the stack with what the unwind and the epilogue restored: something was popped twice, or not at all.',
  'too-many-tail-calls':
    'Follow the counter from frame to frame: some program or subprogram does not hand it on.',
  'not-modelled': 'Take another way before this step, or leave what it needs out of the lab.',
};
