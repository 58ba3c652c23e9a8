import type { BuiltinLab } from './lab.ts';

export const BATCHED_WAIT: BuiltinLab = {
  id: 'batched-wait',
  title: 'One wait for all sites',
  blurb:
    'Sketched in the review of the first version: close P1 of every descriptor, wait once, then empty P2 of every one. Three ' +
    'sites, and one grace period instead of three, with the poke_mutex held for a third of the time. The kernel still ' +
    'waits once per descriptor. Delete the .protocol line and count the waits.',
  opensAt: { event: 'rcu-begin', nth: 0 },
  text: `// Three sites, one slot, one wait.
.kernel 6.1
.protocol map_poke batched_wait             // delete this line: three waits

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        r7 = *(u32 *)(r1 + 0)
        r2 = jmp_table ll
        r3 = 0
        if r7 > 1000 goto big
        if r7 > 100 goto middle
        call tail_call
        goto out
middle:
        call tail_call
        goto out
big:
        call tail_call
out:
        r0 = 0
        exit

.prog handler tc
        r0 = 1
        exit

.init
        jmp_table[0] = handler

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {0, 1}
`,
};
