import type { BuiltinLab } from './lab.ts';

export const SELF_LOOP: BuiltinLab = {
  id: 'self-loop',
  title: 'A program that tail-calls itself',
  blurb:
    'The jump at P2 leads back into the same image, 11 bytes behind its start: past the nop, past the xor that ' +
    'zeroes the counter, past push and mov. The limit test allows 33 tail calls, so the body runs 34 times.',
  opensAt: { event: 'op-end', nth: 2 },
  text: `// The landing point is entry + 11: the counter survives the jump.
.kernel 6.1

.map jmp_table prog_array max_entries=1
.map hits array max_entries=1 value_size=8

.prog loop tc
        r6 = r1
        *(u32 *)(r10 - 4) = 0
        r1 = hits ll
        r2 = r10
        r2 += -4
        call map_lookup_elem
        if r0 == 0 goto next
        r1 = 1
        lock *(u64 *)(r0 + 0) += r1
next:
        r1 = r6
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.cpu 0
        update jmp_table[0] = loop
        run loop
        delete jmp_table[0]

.expect
        retval(0) == 0
`,
};
