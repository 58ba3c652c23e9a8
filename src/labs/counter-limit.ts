import type { BuiltinLab } from './lab.ts';

export const COUNTER_LIMIT: BuiltinLab = {
  id: 'counter-limit',
  title: 'The counter at its limit',
  blurb:
    'loop tail-calls itself until the count stands at 33 and the test jumps past the call: 33 tail calls, 34 runs, and ' +
    'it returns the number of runs. Kernels up to 5.16 had the constant 32 and blocked a count above it, which allows ' +
    'as many; hence the 32 in some documents. The count stands in the frame, below the BPF stack, and is raised ' +
    'before P1, so on this kernel an attempt at an empty slot costs one as well: leaky makes one before each ' +
    'call of itself and gets half as far, 17 runs.',
  opensAt: { event: 'tail-call', nth: 32 },
  script: [{ actor: 'CPU 0', to: { kind: 'op-end' } }],
  text: `// Why 33, and what does an empty slot cost?
.kernel 6.1

.map jmp_table prog_array max_entries=3
.map runs array max_entries=2 value_size=8

.prog loop tc
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
        call tail_call              // 33 times
        r0 = r7
        exit

.prog leaky tc
        r6 = r1
        *(u32 *)(r10 - 4) = 1
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
        r3 = 2
        call tail_call              // empty, and counts
        r1 = r6
        r2 = jmp_table ll
        r3 = 1
        call tail_call              // 16 times
        r0 = r7
        exit

.init
        jmp_table[0] = loop
        jmp_table[1] = leaky

.cpu 0
        run loop
.cpu 1
        run leaky

.expect
        retval(0) == 34
        retval(1) == 17
`,
};
