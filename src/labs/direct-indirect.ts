import type { BuiltinLab } from './lab.ts';

export const DIRECT_INDIRECT: BuiltinLab = {
  id: 'direct-indirect',
  title: 'Direct or indirect?',
  blurb:
    'Four tail calls on the same table. The first has one constant key and becomes a pair of poke sites. The ' +
    'others have a key that differs between two paths, a key that is only known at run time, and a key beyond ' +
    'max_entries: those load the program from the array each time, and an update pokes nothing for them.',
  opensAt: { event: 'poke-begin', nth: 0 },
  text: `// What makes the verifier choose the patched form?
.kernel 6.1

.map jmp_table prog_array max_entries=4

.prog entry tc
        r6 = r1
        r7 = *(u32 *)(r1 + 0)

        r2 = jmp_table ll           // one map, one constant key: direct
        r3 = 0
        call tail_call

        r3 = 1                      // the key is 1 on one path and 2 on the other
        if r7 > 64 goto merge
        r3 = 2
merge:
        r1 = r6
        r2 = jmp_table ll
        call tail_call

        r7 &= 3                     // known only at run time
        r1 = r6
        r2 = jmp_table ll
        r3 = r7
        call tail_call

        r1 = r6                     // constant, but beyond max_entries
        r2 = jmp_table ll
        r3 = 9
        call tail_call

        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.cpu 1
        update jmp_table[0] = target
        update jmp_table[1] = target
        update jmp_table[2] = target
`,
};
