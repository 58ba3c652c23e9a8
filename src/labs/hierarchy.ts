import type { BuiltinLab } from './lab.ts';

export const HIERARCHY: BuiltinLab = {
  id: 'hierarchy',
  title: 'Two branches, two counts: the hierarchy on 6.1',
  blurb:
    'entry calls branch twice, and branch tail-calls chain, which calls itself up to the limit. The count travels by ' +
    'value in rax: down into the branch, never back up. So the second branch starts again from what stands in the ' +
    'frame of entry, zero, and one run makes 66 tail calls. Linux 6.12 passes a pointer to one shared count instead. ' +
    'Put entry itself into the slot and each lap branches in two: 2 + 4 + ... + 2^33 tail calls in the kernel; the ' +
    'page stops earlier.',
  opensAt: { event: 'verdict', nth: 0 },
  text: `// The caller never learns what its callees counted.
.kernel 6.1

.map jmp_table prog_array max_entries=1
.map runs array max_entries=1 value_size=8

.prog entry tc
        r6 = r1
        call branch                 // 33 tail calls
        r1 = r6
        call branch                 // and 33 more
        exit

.func branch
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog chain tc
        r6 = r1
        *(u32 *)(r10 - 4) = 0
        r1 = runs ll
        r2 = r10
        r2 += -4
        call map_lookup_elem
        r7 = 0
        if r0 == 0 goto next
        r7 = *(u64 *)(r0 + 0)
        r7 += 1
        *(u64 *)(r0 + 0) = r7
next:
        r1 = r6
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r7
        exit

.init
        jmp_table[0] = chain

.cpu 0
        run entry

.expect
        retval(0) == 66
`,
};
