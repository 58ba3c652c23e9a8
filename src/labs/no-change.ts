import type { BuiltinLab } from './lab.ts';

export const NO_CHANGE: BuiltinLab = {
  id: 'no-change',
  title: 'Pokes that change nothing',
  blurb:
    'Putting the same program in again finds the bytes already there: text_poke answers 1 and writes nothing. ' +
    'Deleting an empty slot walks the descriptors too, finds nothing to change, so does not wait, and the system ' +
    'call answers ENOENT all the same. A slot that no direct site names costs no poke at all.',
  opensAt: { event: 'op-begin', nth: 3 },
  text: `// text_poke answers 1: no write, no sync, no wait.
.kernel 6.1

.map jmp_table prog_array max_entries=4

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.cpu 1
        update jmp_table[0] = target
        update jmp_table[0] = target        // the same again
        delete jmp_table[0]
        delete jmp_table[0]                 // already empty: ENOENT
        update jmp_table[3] = target        // a slot without a direct site
        delete jmp_table[7]                 // beyond max_entries: E2BIG
`,
};
