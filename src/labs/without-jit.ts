import type { BuiltinLab } from './lab.ts';

export const WITHOUT_JIT: BuiltinLab = {
  id: 'without-jit',
  title: 'Without the JIT',
  blurb:
    'bpf_jit_enable is 0: there is no image. The interpreter reads the 8-byte insns behind struct bpf_prog, and each tail ' +
    'call loads its slot. The update stores one pointer and takes no text_mutex: nothing is poked, and no order of steps ' +
    'ends badly. The old program is freed after a grace period, as with the JIT. Open the kernel in the header (K) and ' +
    'switch "JIT off" back: the same call then has two sites, and the same update pokes them.',
  opensAt: { event: 'slot-read', nth: 0 },
  text: `// The same call, read insn by insn.
.kernel 6.1 nojit

.map jmp_table prog_array max_entries=2

.prog entry socket
        r2 = jmp_table ll
        r3 = 0
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
        update jmp_table[0] = old

.cpu 0
        run entry times=2

.cpu 1
        update jmp_table[0] = new

.expect
        retval(0) in {1, 2}
`,
};
