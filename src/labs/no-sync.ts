import type { BuiltinLab } from './lab.ts';

export const NO_SYNC: BuiltinLab = {
  id: 'no-sync',
  title: 'Pokes without syncs',
  blurb:
    'The slot is filled in the right order, P2 before P1, and CPU 0 falls through all the same: it sees the nop at P1 and, ' +
    'since nothing made it serialize, still the old nop at P2. A store reaches memory; only a sync makes sure that no CPU ' +
    'goes on with what it has fetched before. sync_once, with one sync at the end, keeps this order of pokes, but a CPU ' +
    'may still decode the old first byte with the new others: the first sync is there to keep them apart.',
  opensAt: { event: 'verdict', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'step' } },
    { actor: 'CPU 0', to: { kind: 'step' }, age: 3 },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// CPU 0 sees the last store, and not the first.
.kernel 6.1
.protocol text_poke no_sync                 // delete this line: a sync behind each store

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = 6
        r7 = 7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r6                     // 13, or is it?
        r0 += r7
        exit

.prog f tc
        r0 = 1
        exit

.cpu 0
        run entry
.cpu 1
        jmp_table[0] = f

.expect
        retval(0) in {1, 13}
        slot(jmp_table[0]) == f
`,
};
