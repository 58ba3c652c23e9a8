import type { BuiltinLab } from './lab.ts';

export const OWNER: BuiltinLab = {
  id: 'owner',
  title: 'Why EINVAL? The owner of a prog array',
  blurb:
    'The first program that a prog array meets, by being loaded with it or by being put in it, decides which ' +
    'others fit: the type must be the same, and all must be JITed. An XDP program does not go into a table that ' +
    'belongs to a tc program; the slot and the bytes stay as they were.',
  opensAt: { event: 'op-end', nth: 4 },
  text: `// An XDP program does not fit into a table owned by tc.
.kernel 6.1

.map jmp_table prog_array max_entries=2

.prog entry tc
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        r0 = 0
        exit

.prog classify tc
        r0 = 1
        exit

.prog stranger xdp
        r0 = 2
        exit

.cpu 1
        update jmp_table[1] = classify
        update jmp_table[1] = stranger      // EINVAL
        delete jmp_table[1]
`,
};
