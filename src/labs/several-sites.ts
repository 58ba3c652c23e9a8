import type { BuiltinLab } from './lab.ts';

export const SEVERAL_SITES: BuiltinLab = {
  id: 'several-sites',
  title: 'Several sites for one slot',
  blurb:
    'Three tail calls name the same slot, so one update walks three poke descriptors, in instruction order. ' +
    'A delete waits for a grace period once per descriptor, not once per delete: three sites, three waits, all ' +
    'of them with the poke_mutex of the map held.',
  opensAt: { event: 'rcu-begin', nth: 1 },
  text: `// Three sites, one slot: three waits in one delete.
.kernel 6.1

.map jmp_table prog_array max_entries=4

.prog entry tc
        r6 = r1
        r7 = *(u32 *)(r1 + 0)
        if r7 > 1000 goto big
        if r7 > 100 goto middle
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        goto out
middle:
        r1 = r6
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        goto out
big:
        r1 = r6
        r2 = jmp_table ll
        r3 = 1
        call tail_call
out:
        r0 = 0
        exit

.prog handler tc
        r0 = 1
        exit

.cpu 1
        update jmp_table[1] = handler
        delete jmp_table[1]
`,
};
