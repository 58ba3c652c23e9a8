import type { BuiltinLab } from './lab.ts';

export const UNPRIVILEGED: BuiltinLab = {
  id: 'unprivileged',
  title: 'A key that is known, and no poke site',
  blurb:
    'The key is 3 on every path, and still the call is indirect: the loader has no CAP_BPF. In front of it stand two ' +
    'insns that nobody wrote, "if r3 >= 5 goto +2" and "w3 &= 7": the mask keeps a CPU that speculates past the test ' +
    'within the array. Updates poke nothing, a CPU reads the slot each time. Open the kernel in the header (K): without ' +
    'unpriv the call has its two sites again, and with blinding it loses them too, and the 3 is gone from the bytes.',
  opensAt: { event: 'slot-read', nth: 0 },
  text: `// Who loads a program decides how it calls.
.kernel 6.1 unpriv

.map jmp_table prog_array max_entries=5

.prog entry socket
        r2 = jmp_table ll
        r3 = 3
        call tail_call
        r0 = 0
        exit

.prog old socket
        r0 = 1
        exit

.prog new socket
        r0 = 2
        exit

.init
        update jmp_table[3] = old

.cpu 0
        run entry

.cpu 1
        update jmp_table[3] = new

.expect
        retval(0) in {1, 2}
`,
};
