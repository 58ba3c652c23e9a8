import type { BuiltinLab } from './lab.ts';

export const T2_STALE_JUMP: BuiltinLab = {
  id: 't2-stale-jump',
  title: 'T2: the jmp stays behind',
  blurb:
    'The first patches never went back to the empty form: a delete closes P1 and leaves the jmp at P2. Nobody waits. CPU 0, ' +
    'past P1 when the slot is emptied, takes the old jmp and is in f when the delete has long returned; f is still ' +
    'there, because its memory waits for a grace period, hence for CPU 0. Then the slot is filled anew, and the bytes ' +
    'at P2 are not what the map held: the poke has to read them first and pass them off as the old instruction.',
  opensAt: { event: 'tail-call', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'kworker', to: { kind: 'end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
  ],
  text: `// P1 is closed, P2 still leads to f, and f is on its way out.
.kernel 6.1
.protocol map_poke t2_ip_aux                // delete this line: the shipped one waits, then empties P2

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 40
        exit

.prog f tc
        r0 = 1
        exit

.prog g tc
        r0 = 2
        exit

.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        unload f                            // the slot still holds it
        delete jmp_table[0]                 // now nobody does
        jmp_table[0] = g                    // P2: from the old jmp f to jmp g

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) == g
`,
};
