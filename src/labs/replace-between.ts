import type { BuiltinLab } from './lab.ts';

export const REPLACE_BETWEEN: BuiltinLab = {
  id: 'replace-between',
  title: 'Replace a program while a CPU is between the sites',
  blurb:
    'CPU 0 has passed P1 and unwound its frame when the program in the slot is replaced. P1 stays a nop all the ' +
    'time; only P2 changes, from one jmp to another, so whichever of the two CPU 0 meets is a jmp to a loaded ' +
    'program and there is nothing to wait for. It entered while the table held target_a, and it goes to ' +
    'target_b. Try: let CPU 0 go on before P2 is poked, or within the poke.',
  opensAt: { event: 'slot-write', nth: 1 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// Live -> live: one poke, from jmp to jmp.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        r7 = 5
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r7                     // not reached: the slot is never empty
        exit

.prog target_a tc
        r0 = 10
        exit

.prog target_b tc
        r0 = 20
        exit

.init
        jmp_table[0] = target_a

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = target_b

.expect
        retval(0) in {10, 20}
        slot(jmp_table[0]) == target_b
`,
};
