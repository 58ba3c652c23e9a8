import type { BuiltinLab } from './lab.ts';

export const COVER_LETTER_RACE: BuiltinLab = {
  id: 'cover-letter-race',
  title: "The cover letter's race: unwound, then fell through",
  blurb:
    'Why closing P1 and emptying P2 must not follow at once. CPU 0 passes P1 and unwinds its frame; the updater closes ' +
    'P1 and, with this protocol, empties P2 in the same breath; CPU 0 meets the nop and falls through. R6 and R7 now ' +
    'hold values of the kernel, the IPI of the first sync has overwritten the 5 on the BPF stack, and the caller ' +
    'gets wrong registers back. A sync settles what a CPU fetches, not how far it has come. Delete the .protocol ' +
    'line: the wait that ships holds the updater until CPU 0 has left, and no order of steps leads here.',
  opensAt: { event: 'verdict', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// P1 -> jmp, P2 -> nop, and no wait between the two.
.kernel 6.1
.protocol map_poke t3_restore_at_once       // delete this line: the shipped one waits

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1                     // saved and restored as rbx
        r7 = 5                      // r13
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6                     // after the race: not the context
        r2 = *(u64 *)(r10 - 8)      // after the race: not 5
        r0 = r7                     // after the race: not 5
        r0 += r2
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

.expect
        retval(0) in {1, 10}
`,
};
