import type { BuiltinLab } from './lab.ts';

export const HARDENED: BuiltinLab = {
  id: 'hardened',
  title: 'The same code on a hardened kernel',
  blurb:
    'With retpolines and a return thunk the indirect tail call ends in a jump to __x86_indirect_thunk_rcx and ' +
    'every return is a jump as well. The poke sites of the direct form are unchanged: that is why they exist. ' +
    'Open the kernel in the header (K), switch to no mitigations, to lfence or to IBT, and compare.',
  opensAt: { event: 'store', nth: 0 },
  text: `// Retpolines: what the direct form avoids.
.kernel 6.1 hardened

.map jmp_table prog_array max_entries=4

.prog entry tc
        r6 = r1
        r2 = jmp_table ll           // direct
        r3 = 2
        call tail_call
        r3 = *(u32 *)(r6 + 0)       // indirect: the key comes from the packet
        r3 &= 3
        r1 = r6
        r2 = jmp_table ll
        call tail_call
        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.cpu 1
        update jmp_table[2] = target
        delete jmp_table[2]
`,
};
