// A reader that may be preempted between the two sites, and that synchronize_rcu does not wait for.

import type { Scenario } from './scenario.ts';

export const SLEEPABLE_READER: Scenario = {
  id: 'sleepable-reader',
  title: 'Delete under a sleepable reader',
  kernel: '7.1',
  text: `// The caller is sleepable: it holds rcu_read_lock_trace, and its task may be preempted anywhere.
.kernel 7.1

.map jmp_table prog_array max_entries=1

.prog entry syscall sleepable
        r6 = 100
        r7 = 200
        r8 = 300
        r9 = 400
        call classify
        r0 += r6                    // its own registers, if classify gave them back
        r0 += r7
        r0 += r8
        r0 += r9
        exit

.func classify
        r6 = 6                      // live across the call, as are r7 to r9
        r7 = 7
        r8 = 8
        r9 = 9
        *(u64 *)(r10 - 8) = 10
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = *(u64 *)(r10 - 8)      // no tail call: 6 + 7 + 8 + 9 + 10
        r0 += r6
        r0 += r7
        r0 += r8
        r0 += r9
        exit

.prog f syscall sleepable
        r0 = 1
        exit

.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1001, 1040}
        slot(jmp_table[0]) == none
`,
};
