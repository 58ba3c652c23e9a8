import type { BuiltinLab } from './lab.ts';

export const TWO_UPDATERS: BuiltinLab = {
  id: 'two-updaters',
  title: 'Two updaters for one slot',
  blurb:
    'CPU 0 and CPU 1 put different programs into the same slot at the same time. The exchange of the slot and all ' +
    'pokes that follow happen under the poke_mutex of the table, so the second updater finds the first program in the ' +
    'slot and its jmp at P2: its poke expects just those bytes. Whoever comes second wins. CPU 2 updates another ' +
    'table and passes both, until it needs the text_mutex, which the whole kernel shares.',
  opensAt: { event: 'lock-wait', nth: 0 },
  text: `// One poke_mutex for each table, one text_mutex for all.
.kernel 6.1

.map jmp_table prog_array max_entries=1
.map other     prog_array max_entries=1

.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r2 = other ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog target_a tc
        r0 = 10
        exit

.prog target_b tc
        r0 = 20
        exit

.cpu 0
        update jmp_table[0] = target_a
.cpu 1
        update jmp_table[0] = target_b
.cpu 2
        update other[0] = target_b

.expect
        slot(jmp_table[0]) in {target_a, target_b}
        slot(other[0]) == target_b
`,
};
