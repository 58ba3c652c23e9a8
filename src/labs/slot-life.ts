import type { BuiltinLab } from './lab.ts';

/** The thread's own scenario: one site, one slot, through every transition. */
export const SLOT_LIFE: BuiltinLab = {
  id: 'slot-life',
  title: 'The life of a slot: fill, replace, empty, refill',
  blurb:
    'One direct tail call, one slot. Filling it pokes P2 (target) and then opens P1 (bypass); replacing the ' +
    'program pokes P2 alone; emptying it closes P1, waits until every CPU that may still be between the two ' +
    'sites has left, and only then turns P2 back into a nop. The wait is what keeps a CPU from running the ' +
    'unwind and then falling through.',
  opensAt: { event: 'rcu-begin', nth: 0 },
  text: `// One site, one slot, every transition of July 2020's thread.
.kernel 6.1

.map jmp_table prog_array max_entries=2

.prog entry tc
        r6 = r1
        *(u64 *)(r10 - 8) = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = *(u32 *)(r6 + 0)       // only when the slot is empty
        exit

.prog target_a tc
        r0 = 10
        exit

.prog target_b tc
        r0 = 20
        exit

.cpu 1
        update jmp_table[0] = target_a      // empty -> live
        update jmp_table[0] = target_b      // live -> live: one poke
        delete jmp_table[0]                 // live -> armed -> (wait) -> empty
        update jmp_table[0] = target_a      // and again
`,
};
