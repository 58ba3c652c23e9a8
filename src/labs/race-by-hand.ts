import type { BuiltinLab } from './lab.ts';

export const RACE_BY_HAND: BuiltinLab = {
  id: 'race-by-hand',
  title: 'Your turn: make CPU 0 fall through',
  blurb:
    'The protocol without the wait once more, and nothing has happened yet: CPU 0 stands before P1, CPU 1 is about to ' +
    'empty the slot. Choose who moves. Three moves are enough: CPU 0 past P1, CPU 1 to its end (CPU 0 takes its ' +
    'IPIs on the way), CPU 0 to its end. Which other orders do it, which do not? Then delete the .protocol line ' +
    'and look for an order that still does.',
  opensAt: { event: 'run-begin', nth: 0 },
  script: [{ actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } }],
  stopsThere: true,
  text: `// Who moves next?
.kernel 6.1
.protocol map_poke t3_restore_at_once       // delete this line: the shipped one waits

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        r7 = 5
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r7
        exit

.prog target tc
        r0 = 1
        exit

.init
        jmp_table[0] = target

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
`,
};
